using Headroom.Model.Results;
using Headroom.Model.Units;

namespace Headroom.Report.Baselines;

/// <summary>The words of recorded runs, of claims, and of what became of both.</summary>
internal static class BaselineWords
{
    /// <summary>Longer times (in milliseconds) are no latency of anything.</summary>
    private const double Longest = 1e12;

    /// <summary>What made requests fail.</summary>
    public static string Of(FailureVerdict verdict) => verdict switch
    {
        FailureVerdict.RateLimit => "rate limit",
        FailureVerdict.Saturation => "saturation",
        FailureVerdict.Fault => "fault",
        FailureVerdict.Client => "client",
        _ => "undetermined",
    };

    /// <summary>What became of a claim.</summary>
    public static (string Label, Tone Tone) Of(ClaimVerdict verdict) => verdict switch
    {
        ClaimVerdict.Confirmed => ("confirmed", Tone.Warn),
        ClaimVerdict.Refuted => ("refuted", Tone.Good),
        _ => ("untested", Tone.Unknown),
    };

    /// <summary>What came of holding two runs against each other.</summary>
    public static (string Label, Tone Tone) Of(DiffVerdict verdict) => verdict switch
    {
        DiffVerdict.NoRegression => ("NO REGRESSION", Tone.Good),
        DiffVerdict.Regressed => ("REGRESSED", Tone.Bad),
        _ => ("CANNOT TELL", Tone.Unknown),
    };

    /// <summary>What became of failures of one kind, and why not more is said.</summary>
    public static (string Label, Tone Tone) Of(ComparedFailures row) => row switch
    {
        { Outcome: DiffOutcome.Worse } => ("worse", Tone.Bad),
        { Outcome: DiffOutcome.Better } => ("better", Tone.Good),
        { NotJudged: not null } => ("not judged", Tone.Unknown),
        _ => ("same", Tone.Plain),
    };

    /// <summary>Whether an endpoint still answers.</summary>
    public static (string Label, Tone Tone) Of(ComparedRoute route) => route.Answers switch
    {
        true => ("answers", Tone.Good),
        false => ("does not answer", Tone.Bad),
        null => ("not asked", Tone.Unknown),
    };

    /// <summary>A latency in milliseconds.</summary>
    public static string Milliseconds(double? ms) =>
        ms is >= 0 and < Longest and var known ? Format.Duration(TimeSpan.FromMilliseconds(known)) : Format.Unknown;

    /// <summary>85 of 901 (9.4 %).</summary>
    public static string Share(FailureShare? share) => share is null ? Format.Unknown : Share(share.Failed, share.Requests);

    /// <summary>85 of 901 (9.4 %); of an unknown number where there are failures and no requests.</summary>
    public static string Share(long failed, long total) => total == 0 && failed > 0
        ? $"{Format.Count(failed)} of {Format.Unknown}"
        : $"{Format.Count(failed)} of {Format.Count(total)} ({Format.Percent(Ratio.Of(failed, total))})";

    /// <summary>What failed at the endpoints that it was held against; unknown where there are none.</summary>
    public static string Others(FailureConcentration place) =>
        place.OtherRequests == 0 ? Format.Unknown : Share(place.OtherFailed, place.OtherRequests);

    /// <summary>Whether an endpoint reads or writes.</summary>
    public static string Kind(bool? isWrite) => isWrite switch
    {
        true => "writes",
        false => "reads",
        null => Format.Unknown,
    };

    /// <summary>Of which runs it cannot be told where requests failed, and why; a sentence each, without its full stop.</summary>
    public static IEnumerable<string> Untold(AuditResult result) =>
        (result.BaselineTable?.Rows ?? []).Where(static row => row.Untold is not null).Select(static row => $"{row.Source}: {row.Untold}");

    /// <summary>Where the failures of a run are: those of endpoints that stand out, then those of all others.</summary>
    public static IEnumerable<FailureConcentration> Places(BaselineRow row) =>
        row.Concentrations.Concat(row.Spread is { } spread ? [spread] : []);
}
