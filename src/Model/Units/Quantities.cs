using System.Text.Json.Serialization;
using Headroom.Model.Json;

namespace Headroom.Model.Units;

/// <summary>A part of a whole, 0..1. Percent exists only in renderers.</summary>
[JsonConverter(typeof(RatioConverter))]
public readonly record struct Ratio
{
    /// <summary>Makes a ratio.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not within 0..1.</exception>
    public Ratio(double value)
    {
        if (value is not (>= 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(value), value, "a ratio lies within 0..1");
        }

        Value = value;
    }

    /// <summary>The value, 0..1.</summary>
    public double Value { get; }

    /// <summary>The part of <paramref name="whole"/> that <paramref name="part"/> is, or 0 of an empty whole.</summary>
    public static Ratio Of(double part, double whole) => whole <= 0 ? default : new Ratio(Math.Clamp(part / whole, 0, 1));
}

/// <summary>Events a second.</summary>
[JsonConverter(typeof(PerSecondConverter))]
public readonly record struct PerSecond
{
    /// <summary>Makes a rate.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative or no number.</exception>
    public PerSecond(double value)
    {
        if (!double.IsFinite(value) || value < 0)
        {
            throw new ArgumentOutOfRangeException(nameof(value), value, "a rate is a number that is not negative");
        }

        Value = value;
    }

    /// <summary>Events a second.</summary>
    public double Value { get; }

    /// <summary><paramref name="count"/> events within <paramref name="window"/>; 0 within no time.</summary>
    public static PerSecond Of(double count, TimeSpan window) =>
        window <= TimeSpan.Zero ? default : new PerSecond(count / window.TotalSeconds);
}

/// <summary>A size in bytes.</summary>
[JsonConverter(typeof(BytesConverter))]
public readonly record struct Bytes(long Value);
