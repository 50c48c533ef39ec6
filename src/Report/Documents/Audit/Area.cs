using Headroom.Model.Results;
using Headroom.Report.Tables;

namespace Headroom.Report.Documents.Audit;

/// <summary>A part of a system that an auditor asks for by name, with the detectors that look at it.</summary>
/// <param name="Title">What people call it.</param>
/// <param name="Detectors">The ids of its detectors; empty where none looks at it.</param>
internal sealed record Area(string Title, IReadOnlyList<string> Detectors)
{
    /// <summary>Titles of findings that are told of one detector (a count).</summary>
    private const int MostTitles = 3;

    /// <summary>What the silence of detectors is worth in this run; nothing when it can be trusted.</summary>
    public static IEnumerable<string> Caution(AuditResult result) => result.Trust.Valid
        ? []
        : ["**The run cannot be trusted: what is \"clean\" below was looked for and not seen, which proves nothing.**"];

    /// <summary>How the detectors of each area ended, taken together.</summary>
    public static Table Overview(AuditResult result, IEnumerable<Area> areas) => Table.Of(
        "What was looked at",
        "Nothing was looked at.",
        areas,
        Column<Area>.Words("Area", area => area.Title),
        Column<Area>.State("State", area => area.State(result)));

    /// <summary>
    /// How each detector of the area ended: what it found, or why it is silent. Those that nobody asked for stand once, with all
    /// that was not tested.
    /// </summary>
    public Table Detail(AuditResult result) => Table.Of(
        $"{Title}: how each detector ended",
        WhenEmpty(Outcomes(result)),
        Outcomes(result).Where(static outcome => !Words.IsUnasked(outcome)),
        Column<DetectorOutcome>.Code("Detector", outcome => outcome.Detector),
        Column<DetectorOutcome>.State(
            "Outcome", outcome => IsClean(outcome) && Untold(result, outcome).Any() ? InPart : Words.Outcome(outcome.Outcome)),
        Column<DetectorOutcome>.Words("What it says", outcome => Says(result, outcome)));

    /// <summary>The area in one word; what did not run is never clean.</summary>
    public (string Label, Tone Tone) State(AuditResult result)
    {
        var outcomes = Outcomes(result);
        var isPart = outcomes.Any(outcome => IsClean(outcome) && Untold(result, outcome).Any());
        var (isSilent, isClean) = (outcomes.Any(Words.IsSilent), outcomes.Any(outcome => outcome.Outcome == "clean"));
        return (outcomes.Any(outcome => outcome.Outcome == "found"), isSilent, isClean) switch
        {
            _ when outcomes.Count == 0 => ("not looked at", Tone.Unknown),
            (true, true, _) => ("found; some did not run", Tone.Warn),
            (true, false, _) => ("found", Tone.Warn),
            (false, false, true) when isPart => InPart,
            (false, true, true) => ("clean as far as it ran; some did not", Tone.Unknown),
            (false, true, false) => ("not run", Tone.Unknown),
            (false, false, true) => ("clean", Tone.Good),
            _ => ("not applicable", Tone.Plain),
        };
    }

    private string WhenEmpty(IReadOnlyList<DetectorOutcome> outcomes) =>
        outcomes.Any(Words.LacksDatabase) ? $"{Title}: {UnaskedReason.NoPostgres}."
        : outcomes.Any(Words.IsUnasked) ? $"{Title}: the plan asks for no probe of it."
        : $"{Title}: not looked at, since no detector of it has an outcome in the result.";

    private static (string Label, Tone Tone) InPart => ("clean in part", Tone.Unknown);

    private IReadOnlyList<DetectorOutcome> Outcomes(AuditResult result) =>
        [.. result.Outcomes.Where(outcome => Detectors.Contains(outcome.Detector))];

    private static string Says(AuditResult result, DetectorOutcome outcome)
    {
        var untold = Untold(result, outcome).Select(static reason => $"not told: {reason}");
        var said = outcome.Outcome == "found" ? Found(result, outcome.Detector) : outcome.Reason;
        return string.Join("; ", untold.Prepend(said).OfType<string>());
    }

    private static bool IsClean(DetectorOutcome outcome) => outcome.Outcome == "clean";

    private static IEnumerable<string> Untold(AuditResult result, DetectorOutcome outcome) =>
        result.NotTested.Where(one => one.Subject == outcome.Detector && one.Reason != outcome.Reason).Select(static one => one.Reason);

    private static string Found(AuditResult result, string detector)
    {
        List<string> titles = [.. result.Findings.Index().Where(each => each.Item.Detector == detector)
            .Select(each => $"finding {Format.Coordinate(each.Index + 1)}: {each.Item.Title}")];
        titles.AddRange(
            result.Rejected.Where(finding => finding.Detector == detector).Select(finding => $"refuted by measurement: {finding.Title}"));
        return titles.Count == 0
            ? RunTables.ToldElsewhere
            : string.Join("; ", titles.Take(MostTitles))
                + (titles.Count > MostTitles ? $"; and {Format.Count(titles.Count - MostTitles)} more" : "");
    }
}
