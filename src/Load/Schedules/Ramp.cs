using Headroom.Model.Plans;

namespace Headroom.Load.Schedules;

/// <summary>A stretch over which a quantity goes linearly from one value to another.</summary>
/// <param name="StartS">Its start, seconds since the start of the scenario.</param>
/// <param name="EndS">Its end, seconds since the start of the scenario; that of its start for a jump.</param>
/// <param name="From">The value at its start.</param>
/// <param name="To">The value at its end.</param>
internal readonly record struct Ramp(double StartS, double EndS, double From, double To)
{
    /// <summary>Its length in seconds; 0 is a jump.</summary>
    public double LengthS => EndS - StartS;

    /// <summary>The integral of the value over the whole ramp.</summary>
    public double Area => (From + To) / 2 * LengthS;

    /// <summary>Change of the value in a second.</summary>
    public double Slope => LengthS > 0 ? (To - From) / LengthS : 0;

    /// <summary>The value at a time within the ramp.</summary>
    public double ValueAt(double seconds) => LengthS > 0 ? From + (Slope * Math.Clamp(seconds - StartS, 0, LengthS)) : To;

    /// <summary>The integral from the start of the ramp to a time within it.</summary>
    public double AreaUntil(double seconds)
    {
        var t = Math.Clamp(seconds - StartS, 0, LengthS);
        return (From * t) + (Slope * t * t / 2);
    }

    /// <summary>One ramp a stage, each starting where the last one ended.</summary>
    public static Ramp[] Of(double start, IEnumerable<Stage> stages)
    {
        var ramps = new List<Ramp>();
        // Summed in ticks: a sum of seconds would end a hair beside the time that the clock shows then.
        var (at, value) = (TimeSpan.Zero, start);
        foreach (var stage in stages)
        {
            var end = at + stage.Duration;
            ramps.Add(new Ramp(at.TotalSeconds, end.TotalSeconds, value, stage.Target));
            (at, value) = (end, stage.Target);
        }

        return [.. ramps];
    }
}
