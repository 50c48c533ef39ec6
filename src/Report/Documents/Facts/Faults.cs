using Headroom.Model.Results;
using Headroom.Report.Tables;
using Headroom.Report.Texts;

namespace Headroom.Report.Documents.Facts;

/// <summary>What the service did while something was at fault, as measured; what was not tried is told with its reason.</summary>
internal static class Faults
{
    /// <summary>The detector of the hang probe: a dependency that takes connections and never answers.</summary>
    private const string Hang = "missing-client-timeout";

    /// <summary>The detector of what follows a dependency that hangs.</summary>
    private const string Breaker = "missing-circuit-breaker";

    private const string Hanging = "hanging";

    private static readonly (string Fault, string What)[] Kinds =
    [
        (Hanging, "a dependency that hangs"), ("gone", "a dependency that is gone"), ("throttled", "a dependency that is throttled"),
        ("killed", "the service killed"),
    ];

    /// <summary>Whether a dependency was made to hang, and some detector could tell what followed.</summary>
    public static bool HasHung(AuditResult result) => Answered(result, Hang) || Answered(result, Breaker);

    /// <summary>The measured faults, then those that were not put on.</summary>
    public static IEnumerable<string> Parts(AuditResult result) =>
    [
        result.Outages.Count == 0 ? "Not tested: no fault was put on under load." : ShortTable.Of(LoadTables.Outages(result)),
        .. result.Outages.Count == 0 ? Array.Empty<string>() : [LoadTables.OutagesMeaning],
        .. ShortTable.Items(
        [
            .. Hung(result).Select(static said => $"hanging, one request of each kind and many at once: {Markdown.Text(said)}"),
            .. Missing(result).Select(static one => $"not tested: {Markdown.Text(one.Subject)}: {Markdown.Text(one.Reason)}"),
            .. Untried(result),
        ]),
    ];

    /// <summary>The faults that nobody put on, with their reasons.</summary>
    public static IEnumerable<NotTested> Missing(AuditResult result) => result.NotTested.Where(one =>
        one.Subject == "failure behaviour" || Array.Exists(Kinds, kind => IsOf(one, kind.Fault)));

    private static IEnumerable<string> Hung(AuditResult result)
    {
        List<string> found =
        [
            .. result.Findings.Index().Where(static each => each.Item.Detector == Hang)
                .Select(static each => $"finding {Format.Coordinate(each.Index + 1)}: {each.Item.Title}"),
        ];
        return found.Count == 0 && Answered(result, Hang) ? ["every request had an answer or an error in time"] : found;
    }

    // A page that is silent about a fault reads as if it were survived.
    private static IEnumerable<string> Untried(AuditResult result)
    {
        List<string> names =
        [
            .. Kinds.Where(kind => !WasTried(result, kind.Fault) && !Missing(result).Any(one => IsOf(one, kind.Fault)))
                .Select(static kind => kind.What),
        ];
        return names.Count == 0 || result.Database is not null ? [] : [$"not tested: {string.Join(", ", names)}"];
    }

    private static bool WasTried(AuditResult result, string fault) =>
        fault == Hanging ? HasHung(result) : result.Outages.Any(outage => outage.Fault == fault);

    private static bool IsOf(NotTested one, string fault) => one.Subject.EndsWith($" {fault}", StringComparison.Ordinal);

    private static bool Answered(AuditResult result, string detector) =>
        result.Outcomes.Any(outcome => outcome.Detector == detector && outcome.Outcome is "found" or "clean");
}
