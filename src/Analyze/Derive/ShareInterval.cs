using Headroom.Model.Results;
using Headroom.Model.Units;

namespace Headroom.Analyze.Derive;

/// <summary>A share with its interval; beyond 0..1 only while it is computed with.</summary>
/// <param name="Estimate">The share.</param>
/// <param name="Low">Its lower end.</param>
/// <param name="High">Its upper end.</param>
internal sealed record ShareInterval(double Estimate, double Low, double High)
{
    /// <summary>The same, held to 0..1.</summary>
    public ShareInterval Within() => new(Math.Clamp(Estimate, 0, 1), Math.Clamp(Low, 0, 1), Math.Clamp(High, 0, 1));

    /// <summary>The same, with an estimate of this at most: what is computed while a request waits is in its waits already.</summary>
    public ShareInterval AtMost(double most) => new(Math.Min(Estimate, most), Math.Min(Low, most), High);

    /// <summary>This share of another one, both of 0 or more; the interval covers every pair of their values.</summary>
    public ShareInterval Of(ShareInterval whole) => new(Estimate * whole.Estimate, Low * whole.Low, High * whole.High);

    /// <summary>A layer of this share; of a share that nobody knows when it is null.</summary>
    public static LayerShare Layer(string name, ShareInterval? share) => share?.Within() is not { } known
        ? new LayerShare { Layer = name, Kind = name }
        : new LayerShare
        {
            Layer = name,
            Kind = name,
            Share = new Ratio(known.Estimate),
            Low = new Ratio(known.Low),
            High = new Ratio(known.High),
        };
}
