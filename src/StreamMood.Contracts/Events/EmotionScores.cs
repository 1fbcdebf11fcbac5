using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.Json.Serialization;
using StreamMood.Contracts.Json;

namespace StreamMood.Contracts.Events;

/// <summary>One probability an expression, in the order of <see cref="Emotion"/>; each 0 to 1, together 1. In JSON an object from label to probability.</summary>
[InlineArray(Emotions.Count)]
[JsonConverter(typeof(EmotionScoresConverter))]
public struct EmotionScores : IEquatable<EmotionScores>
{
    private float _first;

    /// <summary>Scores copied from <paramref name="values"/> in label order.</summary>
    /// <exception cref="ArgumentException">When there are not exactly eight values.</exception>
    public static EmotionScores From(ReadOnlySpan<float> values)
    {
        if (values.Length != Emotions.Count)
            throw new ArgumentException($"expected {Emotions.Count} scores, got {values.Length}", nameof(values));
        EmotionScores scores = default;
        values.CopyTo(scores.Span);
        return scores;
    }

    /// <summary>The probability of one expression.</summary>
    public float this[Emotion emotion]
    {
        readonly get => ReadOnly[(int)emotion];
        set => Span[(int)emotion] = value;
    }

    /// <summary>The scores as a writable span of eight.</summary>
    [UnscopedRef]
    public Span<float> Span => MemoryMarshal.CreateSpan(ref _first, Emotions.Count);

    /// <summary>The scores as a span of eight.</summary>
    [UnscopedRef]
    public readonly ReadOnlySpan<float> ReadOnly =>
        MemoryMarshal.CreateReadOnlySpan(ref Unsafe.AsRef(in _first), Emotions.Count);

    /// <summary>The most probable expression; the first of equals.</summary>
    public readonly Emotion Top
    {
        get
        {
            var best = 0;
            var scores = ReadOnly;
            for (var i = 1; i < Emotions.Count; i++)
                if (scores[i] > scores[best])
                    best = i;
            return (Emotion)best;
        }
    }

    /// <inheritdoc />
    public readonly bool Equals(EmotionScores other) => ReadOnly.SequenceEqual(other.ReadOnly);

    /// <inheritdoc />
    public override readonly bool Equals(object? obj) => obj is EmotionScores other && Equals(other);

    /// <inheritdoc />
    public override readonly int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var score in ReadOnly)
            hash.Add(score);
        return hash.ToHashCode();
    }

    /// <summary>Whether all eight scores are equal.</summary>
    public static bool operator ==(EmotionScores left, EmotionScores right) => left.Equals(right);

    /// <summary>Whether any score differs.</summary>
    public static bool operator !=(EmotionScores left, EmotionScores right) => !left.Equals(right);
}
