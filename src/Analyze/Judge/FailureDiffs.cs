using System.Globalization;
using Headroom.Model.Evidence;
using Headroom.Model.Results;
using Headroom.Statistics;

namespace Headroom.Analyze.Judge;

/// <summary>Failed requests and failed checks of two recorded runs.</summary>
/// <remarks>
/// Each endpoint and each check is one 2x2 table, judged by Fisher's exact test; the p values are adjusted for all rows together (Holm),
/// since a run of forty endpoints would else have a false alarm every few days. Failures of one run come in bursts, so the test is a
/// screen: besides the p value the share must rise by a tenth of a percent of the requests.
/// </remarks>
internal static class FailureDiffs
{
    /// <summary>Errors of the first kind that are accepted, 0..1, over all rows of a comparison.</summary>
    public const double Alpha = 0.01;

    /// <summary>A rise of the share (a ratio) below this is nobody's outage.</summary>
    public const double SmallRise = 0.001;

    /// <summary>The rows: those that got worse first, of those the ones that changed most.</summary>
    /// <param name="earlier">The base run's load.</param>
    /// <param name="later">The other's.</param>
    /// <param name="isLoadAlike">Whether both had the same load: else failures may be the load's, and none is better or worse.</param>
    public static IReadOnlyList<FailureDiff> Of(RunMetrics? earlier, RunMetrics? later, bool isLoadAlike)
    {
        List<FailureDiff> rows =
        [
            .. from before in earlier?.Endpoints ?? []
               join after in later?.Endpoints ?? [] on before.Endpoint equals after.Endpoint
               where before.Requests > 0 && after.Requests > 0
               from row in Rows(before, after)
               select row,
        ];
        var adjusted = Holm.Adjusted([.. rows.Select(row => row.PValue)]);
        return
        [
            .. rows.Zip(adjusted, (row, p) => row with { PValue = p, Outcome = isLoadAlike ? OutcomeOf(row, p) : DiffOutcome.Same })
                .OrderByDescending(row => row.Outcome == DiffOutcome.Worse).ThenByDescending(row => row.Outcome == DiffOutcome.Better)
                .ThenByDescending(row => Math.Abs(RiseOf(row))).ThenBy(row => row.Endpoint, StringComparer.Ordinal)
                .ThenBy(row => row.Check, StringComparer.Ordinal),
        ];
    }

    /// <summary>Whether the share of a row rose more than chance allows: under another load that is neither worse nor a pass.</summary>
    public static bool HasRisen(FailureDiff row) => row.PValue < Alpha && RiseOf(row) > SmallRise;

    /// <summary>Checks that the base run made and the other did not, though it asked the endpoint, in words.</summary>
    /// <param name="earlier">The base run's load.</param>
    /// <param name="later">The other's.</param>
    public static IEnumerable<string> Unmade(RunMetrics? earlier, RunMetrics? later) =>
        from before in earlier?.Endpoints ?? []
        join after in later?.Endpoints ?? [] on before.Endpoint equals after.Endpoint
        where after.Requests > 0
        from check in before.Checks
        where check.Passes + check.Fails > 0 && !after.Checks.Any(made => made.Name == check.Name && made.Passes + made.Fails > 0)
        select $"{before.Endpoint}: the other run did not make the check \"{check.Name}\"";

    private static IEnumerable<FailureDiff> Rows(EndpointMetrics before, EndpointMetrics after)
    {
        yield return Row(
            before.Endpoint, check: null, (before.Failed, before.Requests), (after.Failed, after.Requests), NewStatus(before, after));
        foreach (var (was, now) in from was in before.Checks join now in after.Checks on was.Name equals now.Name select (was, now))
        {
            yield return Row(before.Endpoint, was.Name, (was.Fails, was.Fails + was.Passes), (now.Fails, now.Fails + now.Passes), []);
        }
    }

    private static FailureDiff Row(
        string endpoint, string? check, (long Failed, long Total) was, (long Failed, long Total) now,
        IReadOnlyList<string> newStatus) => new(
        endpoint, check, was.Failed, was.Total, now.Failed, now.Total,
        Rise(was, now) > 0
            ? FisherExact.Greater(was.Failed, was.Total, now.Failed, now.Total)
            : FisherExact.Greater(now.Failed, now.Total, was.Failed, was.Total),
        newStatus, DiffOutcome.Same);

    private static DiffOutcome OutcomeOf(FailureDiff row, double p) => p >= Alpha ? DiffOutcome.Same
        : RiseOf(row) switch
        {
            > SmallRise => DiffOutcome.Worse,
            < -SmallRise => DiffOutcome.Better,
            _ => DiffOutcome.Same,
        };

    private static double RiseOf(FailureDiff row) => Rise((row.BaseFailed, row.BaseTotal), (row.HeadFailed, row.HeadTotal));

    private static double Rise((long Failed, long Total) was, (long Failed, long Total) now) =>
        ((double)now.Failed / Math.Max(1, now.Total)) - ((double)was.Failed / Math.Max(1, was.Total));

    private static List<string> NewStatus(EndpointMetrics before, EndpointMetrics after) =>
    [
        .. after.Status.Keys
            .Where(status => int.TryParse(status, NumberStyles.None, CultureInfo.InvariantCulture, out var code) && code >= 500)
            .Except(before.Status.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal),
        .. after.Errors.Keys.Except(before.Errors.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal),
    ];
}
