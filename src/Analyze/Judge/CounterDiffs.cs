using System.Globalization;
using Headroom.Model.Evidence;
using Headroom.Model.Results;
using Headroom.Model.Text;

namespace Headroom.Analyze.Judge;

/// <summary>Counted work of two recorded runs.</summary>
/// <remarks>
/// Sessions cost buffers of their own: they look up the catalogue, plan foreign keys, extend a table for the first time. A run of n calls
/// that costs F once and b each call has a mean of F / n + b. Of two such runs the shorter one has the greater mean, and no more in all.
/// What looks so is not judged; a mean that rises in a shorter run which touches more in all is beyond any such cost.
/// </remarks>
internal static class CounterDiffs
{
    /// <summary>Below this ratio a change of counted work is no change: values, vacuum and the page layout vary by as much.</summary>
    private const double Material = 0.1;

    /// <summary>Fewer calls than these (a count) have a mean that one odd call makes.</summary>
    private const long FewestCalls = 20;

    // Below these a change in its own unit is nothing, whatever its ratio.
    private const double FewStatements = 0.5;
    private const double FewBuffers = 4;
    private const double FewRows = 1;

    /// <summary>Characters of a statement that name it beside its id (a count).</summary>
    private const int LongestStart = 60;

    /// <summary>The counters that both runs have: those that got worse first, of those the ones that changed most.</summary>
    public static IReadOnlyList<CounterDiff> Of(EvidenceSet earlier, EvidenceSet later) =>
    [
        .. PerRequest(earlier.Find<EndpointStatements>(), later.Find<EndpointStatements>())
            .Concat(PerCall(earlier.Find<StatementStatistics>(), later.Find<StatementStatistics>()))
            .OrderByDescending(counter => counter.Outcome == DiffOutcome.Worse)
            .ThenByDescending(counter => counter.Outcome == DiffOutcome.Better)
            .ThenByDescending(counter => Math.Abs(Math.Log((counter.Head + 1) / (counter.Base + 1))))
            .ThenBy(counter => counter.Subject, StringComparer.Ordinal).ThenBy(counter => counter.Counter, StringComparer.Ordinal),
    ];

    /// <summary>Whether more is done for a call, and runs of such different length do not tell why: neither worse nor a pass.</summary>
    public static bool HasRisen(CounterDiff counter) => counter is { NotJudged: not null } && counter.Head > counter.Base;

    /// <summary>What is counted: the endpoint, or the statement with the start of its text.</summary>
    public static string NameOf(CounterDiff counter) =>
        counter.Query is { } query ? $"{counter.Subject} ({Shortened.Line(query, LongestStart)})" : counter.Subject;

    // An endpoint that never succeeded alone issued who knows what.
    private static IEnumerable<CounterDiff> PerRequest(EndpointStatements? earlier, EndpointStatements? later) =>
        from before in earlier?.Endpoints ?? []
        join after in later?.Endpoints ?? [] on before.Endpoint equals after.Endpoint
        where before.Requests > 0 && after.Requests > 0
        let was = before.Statements.Sum(statement => statement.CallsPerRequest)
        let now = after.Statements.Sum(statement => statement.CallsPerRequest)
        select new CounterDiff(before.Endpoint, Query: null, "statements_per_request", was, now, OutcomeOf(was, now, FewStatements));

    private static IEnumerable<CounterDiff> PerCall(StatementStatistics? earlier, StatementStatistics? later) =>
        earlier?.IsWorkload != later?.IsWorkload ? [] :
        from before in Counted(earlier)
        join after in Counted(later) on before.StatementId equals after.StatementId
        let rows = Diff(before, after, "rows_per_call", statement => statement.Rows, FewRows)
        let buffers = Diff(before, after, "buffers_per_call", statement => statement.Buffers, FewBuffers)
        from counter in (CounterDiff[])[
            rows.Outcome == DiffOutcome.Worse ? buffers with { Outcome = DiffOutcome.Same } : Judged(buffers, before, after),
            rows with { Outcome = DiffOutcome.Same }]
        select counter;

    private static CounterDiff Judged(CounterDiff buffers, StatementMetrics before, StatementMetrics after)
    {
        var (few, many) = before.Calls < after.Calls ? (before, after) : (after, before);
        var mayCostOnce = few.Calls < many.Calls && few.Buffers <= many.Buffers
            && (double)few.Buffers * many.Calls > (double)many.Buffers * few.Calls;
        return buffers.Outcome == DiffOutcome.Same || !mayCostOnce ? buffers : buffers with
        {
            Outcome = DiffOutcome.Same,
            NotJudged = string.Create(
                CultureInfo.InvariantCulture,
                $"not comparable: {before.Calls} calls against {after.Calls}, and what its sessions cost once may be the difference"),
        };
    }

    private static IEnumerable<StatementMetrics> Counted(StatementStatistics? statistics) => (statistics?.Statements ?? [])
        .Where(statement => statement is { IsUnmeasured: false, IsCutShort: false }
            && (statement.Calls >= FewestCalls || statistics!.IsWorkload)).DistinctBy(statement => statement.StatementId);

    private static CounterDiff Diff(
        StatementMetrics before, StatementMetrics after, string counter, Func<StatementMetrics, long> count, double few)
    {
        var was = (double)count(before) / Math.Max(1, before.Calls);
        var now = (double)count(after) / Math.Max(1, after.Calls);
        return new CounterDiff(after.Name ?? before.StatementId, before.Query, counter, was, now, OutcomeOf(was, now, few));
    }

    private static DiffOutcome OutcomeOf(double was, double now, double few) =>
        Math.Abs(now - was) <= Math.Max(few, Material * was) ? DiffOutcome.Same : now > was ? DiffOutcome.Worse : DiffOutcome.Better;
}
