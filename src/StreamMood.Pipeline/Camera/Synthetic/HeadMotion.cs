using System.Numerics;

namespace StreamMood.Pipeline.Camera.Synthetic;

/// <summary>How a head is held at one moment.</summary>
/// <param name="Shift">From its resting place, in sides of the face picture.</param>
/// <param name="Scale">Around 1: nearer or farther.</param>
/// <param name="Roll">Sideways tilt in radians.</param>
internal readonly record struct HeadPose(Vector2 Shift, float Scale, float Roll);

/// <summary>Gentle, never repeating movement of a head: a pure function of time, by seed. Each part is a sum of two slow waves.</summary>
internal sealed class HeadMotion
{
    private readonly Wave _x;
    private readonly Wave _y;
    private readonly Wave _scale;
    private readonly Wave _roll;

    public HeadMotion(ulong seed)
    {
        var random = new SeededRandom(SeededRandom.Mix(seed, 0x4EAD));
        _x = new Wave(ref random, 0.10f);
        _y = new Wave(ref random, 0.05f);
        _scale = new Wave(ref random, 0.05f);
        _roll = new Wave(ref random, 0.09f);
    }

    /// <summary>The pose at a time since the epoch.</summary>
    public HeadPose At(double seconds) =>
        new(new Vector2(_x.At(seconds), _y.At(seconds)), 1 + _scale.At(seconds), _roll.At(seconds));

    /// <summary>Two waves of unrelated, slow rates, together within the reach.</summary>
    internal readonly struct Wave
    {
        private readonly float _reach;
        private readonly float _rate1;
        private readonly float _rate2;
        private readonly float _phase1;
        private readonly float _phase2;

        public Wave(ref SeededRandom random, float reach)
        {
            _reach = reach;
            _rate1 = random.Between(0.05, 0.12) * MathF.Tau;
            _rate2 = random.Between(0.15, 0.33) * MathF.Tau;
            _phase1 = random.Between(0, MathF.Tau);
            _phase2 = random.Between(0, MathF.Tau);
        }

        public float At(double seconds) =>
            _reach * (float)((0.65 * Math.Sin((_rate1 * seconds) + _phase1)) + (0.35 * Math.Sin((_rate2 * seconds) + _phase2)));
    }
}
