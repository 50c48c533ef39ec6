namespace Headroom.Statistics;

/// <summary>One second of a service under a steady load.</summary>
/// <param name="Requests">Requests that ended in it.</param>
/// <param name="Failed">Of those, the ones that failed.</param>
/// <param name="P95">Their p95; null when nothing was timed.</param>
public readonly record struct ServiceSecond(long Requests, long Failed, TimeSpan? P95);

/// <summary>How a service came through a fault.</summary>
/// <remarks>
/// <code>
///   |--- baseline ---|== fault ==|.......|--- back for 10 s ---|
///   0            from          until     recovered
///                    |-- time to detect: the first second that is off
///                                |-------| time to recover
/// </code>
/// It stands in Statistics because it is numbers in, numbers out, and both the probes in Experiments and the detectors in Analyze need
/// it: no room that knows evidence is seen by both but Model, which holds no arithmetic.
/// <para><b>Source:</b> the definition of recovery, "back for 10 s", is Headroom's; median and median absolute deviation as in Rousseeuw
/// and Croux, "Alternatives to the Median Absolute Deviation" (1993), with 1.4826 as the factor to a standard deviation.</para>
/// </remarks>
public sealed record Recovery
{
    /// <summary>How many seconds in a row must be good.</summary>
    public const int SustainedSeconds = 10;

    /// <summary>How many of them may be off: one second in ten is what noise alone does to a quantile of a second.</summary>
    public const int ForgivenSeconds = 1;

    /// <summary>The first of them must all be good, so that a lucky second before the last bad one is not taken for the recovery.</summary>
    public const int UnforgivenSeconds = 3;

    /// <summary>Fewer seconds say nothing about the spread of a second.</summary>
    public const int FewestBaselineSeconds = 5;

    /// <summary>Failures beyond the worst second of the baseline that count as noise: a share of the requests.</summary>
    private const double FailureMargin = 0.01;

    /// <summary>A p95 up to this multiple of the baseline's median is good, however still the baseline was.</summary>
    private const double LatencyFactor = 1.5;

    /// <summary>A p95 within so many standard deviations of the baseline's is good, however restless it was.</summary>
    private const double Deviations = 4;

    private const double DeviationOfMad = 1.4826;

    /// <summary>The least share of successes of a good second, 0..1.</summary>
    public required double SuccessFloor { get; init; }

    /// <summary>The greatest p95 of a good second; null when the baseline has none.</summary>
    public required TimeSpan? P95Ceiling { get; init; }

    /// <summary>
    /// From the beginning of the fault to the first second that was off (0 when it is the same one); null: the fault was never felt.
    /// </summary>
    public required TimeSpan? TimeToDetect { get; init; }

    /// <summary>
    /// From the end of the fault to the beginning of the first second, after that end, from which the service is good for ten; zero
    /// when it was good all the time, or before the fault ended and after. Null: it was not, within what was observed.
    /// </summary>
    public required TimeSpan? TimeToRecover { get; init; }

    /// <summary>Seconds that were off, from the beginning of the fault to the recovery or the end.</summary>
    public required int SecondsOff { get; init; }

    /// <summary>Judges a run, or answers null when the baseline has too few seconds with requests.</summary>
    /// <param name="seconds">The run, second by second from 0.</param>
    /// <param name="baselineFrom">The first second of the baseline: after the warm-up. The baseline ends where the fault begins.</param>
    /// <param name="from">When the fault began, on the clock of the seconds.</param>
    /// <param name="until">When it ended.</param>
    public static Recovery? Of(IReadOnlyList<ServiceSecond> seconds, int baselineFrom, TimeSpan from, TimeSpan until)
    {
        var first = (int)Math.Floor(from.TotalSeconds);
        var baseline = seconds.Take(first).Skip(baselineFrom).Where(static second => second.Requests > 0).ToList();
        if (baseline.Count < FewestBaselineSeconds)
        {
            return null;
        }

        var floor = Math.Max(0, baseline.Min(Success) - FailureMargin);
        var ceiling = Ceiling(
            [.. baseline.Where(static second => second.P95 is not null).Select(static second => second.P95!.Value.TotalSeconds)]);
        var isGood = seconds.Select(second => IsGood(second, floor, ceiling)).ToList();
        var off = isGood.FindIndex(Math.Min(first, isGood.Count), static good => !good);
        var last = Math.Min((int)Math.Floor(until.TotalSeconds), isGood.Count);
        int? back = off < 0 ? last : BackFrom(isGood, last);
        return new Recovery
        {
            SuccessFloor = floor,
            P95Ceiling = ceiling is { } most ? TimeSpan.FromSeconds(most) : null,
            TimeToDetect = off < 0 ? null : Later(off, from),
            TimeToRecover = off < 0 ? TimeSpan.Zero : back is { } second ? Later(second, until) : null,
            SecondsOff = isGood.Skip(first).Take((back ?? isGood.Count) - first).Count(static good => !good),
        };
    }

    private static int? BackFrom(List<bool> isGood, int first)
    {
        // The search begins when the fault ends: one that a default answers may be felt then alone.
        for (var from = first; from + SustainedSeconds <= isGood.Count; from++)
        {
            if (isGood.GetRange(from, UnforgivenSeconds).TrueForAll(static good => good)
                && isGood.GetRange(from, SustainedSeconds).Count(static good => !good) <= ForgivenSeconds)
            {
                return from;
            }
        }

        return null;
    }

    private static TimeSpan Later(int second, TimeSpan than)
    {
        var after = TimeSpan.FromSeconds(second) - than;
        return after > TimeSpan.Zero ? after : TimeSpan.Zero;
    }

    private static double Success(ServiceSecond second) => 1 - ((double)second.Failed / second.Requests);

    /// <summary>A second in which nothing ended is not good: the load goes on, so the service answered nobody.</summary>
    private static bool IsGood(ServiceSecond second, double floor, double? ceiling) =>
        second.Requests > 0 && Success(second) >= floor
            && (ceiling is null || second.P95 is null || second.P95.Value.TotalSeconds <= ceiling);

    private static double? Ceiling(List<double> p95)
    {
        if (Median.Of(p95) is not { } median)
        {
            return null;
        }

        var deviation = DeviationOfMad * Median.OfSorted([.. p95.Select(one => Math.Abs(one - median)).Order()]);
        return Math.Max(LatencyFactor * median, median + (Deviations * deviation));
    }
}
