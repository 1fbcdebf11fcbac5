using System.Numerics;
using StreamMood.Contracts.Events;

namespace StreamMood.Pipeline.Camera.Synthetic;

/// <summary>One drawn person of a synthetic camera. Draws its face anew at most ten times a second and only when the expression changed. Not thread safe.</summary>
internal sealed class Person
{
    private const double FaceSeconds = 0.095;

    // How far an identity reaches into the generator's space; beyond 1 faces become odd.
    private const float IdentityScale = 0.85f;

    // An expression is held with a little more or less strength, in steps, so that a held face need not be drawn each time.
    private const float Slackness = 0.12f;
    private const float SlackSteps = 3;

    private readonly FigureShape _shape;
    private readonly FigurePainter _painter;
    private readonly Sprite _body;
    private readonly Sprite _head;
    private readonly uint[] _bareHead;
    private readonly byte[] _mask;
    private readonly SkinTone _skin;
    private readonly byte[] _face;
    private readonly float[] _identity;
    private readonly HeadMotion _motion;
    private readonly HeadMotion.Wave _slack;
    private readonly Vector2 _place;
    private EmotionScores _drawn;
    private double _drawnAt = double.NegativeInfinity;

    /// <param name="seed">The person's.</param>
    /// <param name="artist">Gives size and shape of faces, and the first face.</param>
    /// <param name="place">Where the middle of the face rests in the frame.</param>
    /// <param name="side">Side of the face picture in the frame.</param>
    public Person(ulong seed, IFaceArtist artist, Vector2 place, float side)
    {
        var random = new SeededRandom(seed);
        _place = place;
        _identity = new float[artist.IdentityLength];
        foreach (ref var value in _identity.AsSpan())
            value = random.Normal() * IdentityScale;
        _slack = new HeadMotion.Wave(ref random, 1);
        _motion = new HeadMotion(seed);
        _shape = new FigureShape(artist.Template, side);
        _face = new byte[artist.Size * artist.Size];
        _drawn[Emotion.Neutral] = 1;
        artist.Draw(_drawn.ReadOnly, _identity, _face);
        _skin = new SkinTone(_shape, _face, artist.Size);
        _painter = new FigurePainter(_shape, FigureLook.Random(ref random), _skin);
        _body = _painter.Body();
        _head = _painter.Head();
        _bareHead = [.. _head.Pixels];
        _mask = Mask();
        WearFace(artist.Size);
    }

    /// <summary>Draws the person as at a time since the epoch.</summary>
    /// <param name="seconds">Since the epoch.</param>
    /// <param name="weights">What the script says.</param>
    /// <param name="artist">Draws the face when it is time.</param>
    /// <param name="frame">Grey pixels.</param>
    /// <param name="width">Of the frame.</param>
    /// <param name="height">Of the frame.</param>
    public void Draw(double seconds, EmotionScores weights, IFaceArtist artist, Span<byte> frame, int width, int height)
    {
        Express(seconds, weights, artist);
        var pose = _motion.At(seconds);
        var shift = pose.Shift * _shape.Side;

        // The body follows the head by half, and turns less.
        var neck = _shape.At(0, 1.6f);
        var middle = _shape.At(0, 0.4f);
        _body.Draw(
            Similarity.Around(_painter.BodyCorner + neck, _place + neck - middle + (shift / 2), 1 + ((pose.Scale - 1) * 0.8f), pose.Roll * 0.15f),
            frame, width, height);
        _head.Draw(
            Similarity.Around(_painter.FaceCorner + neck, _place + neck - middle + shift, pose.Scale, pose.Roll),
            frame, width, height);
    }

    private void Express(double seconds, EmotionScores weights, IFaceArtist artist)
    {
        if (seconds - _drawnAt < FaceSeconds)
            return;
        var slack = MathF.Round((_slack.At(seconds) + 1) / 2 * SlackSteps) / SlackSteps * Slackness;
        foreach (ref var weight in weights.Span)
            weight *= 1 - slack;
        weights[Emotion.Neutral] += slack;
        if (weights == _drawn)
            return;
        artist.Draw(weights.ReadOnly, _identity, _face);
        _drawn = weights;
        _drawnAt = seconds;
        WearFace(artist.Size);
    }

    // Nothing of the face picture shows beyond the edge of the drawn head.
    private byte[] Mask()
    {
        var side = (int)_shape.Side;
        var corner = ((int)_painter.FaceCorner.Y * _head.Width) + (int)_painter.FaceCorner.X;
        var mask = new byte[side * side];
        for (var y = 0; y < side; y++)
            for (var x = 0; x < side; x++)
                mask[(y * side) + x] = (byte)((_shape.Mask(x, y) * (_bareHead[corner + (y * _head.Width) + x] & 0xFF)) + 0.5f);
        return mask;
    }

    // Enlarges the face picture onto the head, in 24.8 fixed point.
    private void WearFace(int size)
    {
        var side = (int)_shape.Side;
        var corner = ((int)_painter.FaceCorner.Y * _head.Width) + (int)_painter.FaceCorner.X;
        var step = size * 256 / side;
        var light = _skin.Correction(_face);
        for (var y = 0; y < side; y++)
        {
            var v = Math.Clamp((y * step) + (step / 2) - 128, 0, ((size - 1) * 256) - 1);
            var line = (v >> 8) * size;
            var fv = v & 0xFF;
            var at = corner + (y * _head.Width);
            for (var x = 0; x < side; x++)
            {
                int mask = _mask[(y * side) + x];
                if (mask == 0)
                    continue;
                var u = Math.Clamp((x * step) + (step / 2) - 128, 0, ((size - 1) * 256) - 1);
                var fu = u & 0xFF;
                var from = line + (u >> 8);
                var above = (_face[from] * (256 - fu)) + (_face[from + 1] * fu);
                var below = (_face[from + size] * (256 - fu)) + (_face[from + size + 1] * fu);
                var grey = Math.Clamp((((above * (256 - fv)) + (below * fv)) >> 16) + light, 0, 255);
                var bare = _bareHead[at + x];
                var mixed = ((int)(bare >> 16) * (255 - mask)) + (grey * mask);
                _head.Pixels[at + x] = ((uint)((mixed + 127) / 255) << 16) | (bare & 0xFF);
            }
        }
    }
}
