using System.Globalization;
using Headroom.Model.Contracts;
using Headroom.Model.Evidence;
using Headroom.Model.Results;
using Headroom.Statistics;
using static Headroom.Analyze.Judge.ComparisonJudge;

namespace Headroom.Analyze.Judge;

/// <summary>What B must not do worse, whatever the primary metric says: errors, and the p95 of each endpoint.</summary>
internal sealed class ComparisonGuards
{
    /// <summary>By how much B's share of failed requests may be above A's (a ratio of all requests).</summary>
    private const double FailureMargin = 0.005;

    /// <summary>Requests of an endpoint in a block from which its p95 has ten above it, a count.</summary>
    private const int FewestOfEndpoint = 200;

    private readonly BlockExperiment _blocks;
    private readonly PairedFailures _failures;
    private readonly Guard _errors;
    private readonly IReadOnlyList<string> _names;
    private readonly IReadOnlyList<Guard> _endpoints;

    public ComparisonGuards(BlockExperiment blocks)
    {
        _blocks = blocks;
        var all = blocks.Pilot.Pairs.Concat(blocks.Pairs).ToList();
        _failures = new PairedFailures(
            all.Sum(static pair => Math.Min(pair.A.Requests, pair.B.Requests)),
            all.Sum(static pair => pair.OnlyAFailed),
            all.Sum(static pair => pair.OnlyBFailed));
        _errors = Guard.OfFailures("errors", _failures, FailureMargin);
        _names = [.. blocks.Pairs.SelectMany(static pair => pair.A.Endpoints).Select(static endpoint => endpoint.Endpoint)
            .Distinct(StringComparer.Ordinal)];
        _endpoints = [.. _names.Where(IsJudged)
            .Select(name => Guard.OfRatio(NameOf(name), ComparisonChanges.PairsOf(blocks, block => Of(block, name)?.P95)))];
    }

    /// <summary>All of them, for the decision.</summary>
    public IReadOnlyList<Guard> All => [_errors, .. _endpoints];

    /// <summary>Why B fails more than A, or null when it does not clearly.</summary>
    public string? Failing =>
        _failures.Requests > 0 && _failures.Greater < Guard.Alpha && FailsBeyondMargin
            ? $"B fails {Number(_failures.OnlyRemedy)} requests that A serves, A {Number(_failures.OnlyBase)} that B serves, of "
                + $"{Number(_failures.Requests)}"
            : null;

    private bool FailsBeyondMargin => _failures.OnlyRemedy - _failures.OnlyBase > FailureMargin * _failures.Requests;

    /// <summary>What became of them, for the reader.</summary>
    /// <remarks>
    /// What was seen beyond its margin does not hold; what was not, and cannot be excluded by so few requests or pairs, is not judged. The
    /// decision takes both for the same: absence of evidence passes nothing.
    /// </remarks>
    public IEnumerable<ComparisonGuard> Told()
    {
        if (_blocks.UncountedBecause is { } uncounted && !IsCounted("buffers"))
        {
            yield return new ComparisonGuard("work", null, $"statements, rows and buffers a request were not counted: {uncounted}");
        }

        if (_blocks.UntimedBecause is { } untimed && !IsCounted("cpu_ms"))
        {
            yield return new ComparisonGuard("work", null, $"processor time a request was not counted: {untimed}");
        }

        if (_failures.Requests == 0)
        {
            yield break;
        }

        var open = Guard.NotHeld(All).Select(static guard => guard.Name).ToHashSet(StringComparer.Ordinal);
        yield return OfErrors(!open.Contains(_errors.Name));
        foreach (var guard in _endpoints)
        {
            yield return OfLatency(guard, !open.Contains(guard.Name));
        }

        foreach (var name in _names.Where(name => !(_names.Count == 1 && _blocks.Quantile.Value == 0.95) && !IsJudged(name)))
        {
            yield return new ComparisonGuard(NameOf(name), null, $"fewer than {FewestOfEndpoint} requests a block: its p95 is not judged");
        }
    }

    private ComparisonGuard OfErrors(bool holds)
    {
        var passed = holds ? true : FailsBeyondMargin ? false : (bool?)null;
        var needed = passed is null ? _failures.RequestsToTell(FailureMargin, Guard.Alpha / All.Count) : null;
        return new ComparisonGuard(
            _errors.Name,
            passed,
            $"of {Number(_failures.Requests)} requests B alone failed {Number(_failures.OnlyRemedy)}, A alone "
                + $"{Number(_failures.OnlyBase)}; {Percent(FailureMargin)} more are accepted"
                + (passed is not null ? ""
                    : needed is { } requests ? $", and it takes {Number(requests)} requests to tell"
                    : ", and so many guards cannot be told together"));
    }

    // Above one half the probability says that the typical pair is slower by more than the margin.
    private ComparisonGuard OfLatency(Guard guard, bool holds)
    {
        var undisturbed = _blocks.Pairs.Count(IsUndisturbed);
        var passed = holds ? true : undisturbed > 0 && guard.PValue > 0.5 ? false : (bool?)null;
        return new ComparisonGuard(
            guard.Name,
            passed,
            $"not {Percent(Guard.LatencyMargin)} slower: p = {guard.PValue.ToString("0.####", CultureInfo.InvariantCulture)}"
                + (passed is null ? $", and it takes more than {Number(undisturbed)} undisturbed pairs to tell" : ""));
    }

    private static bool IsUndisturbed(PairOfBlocks pair) =>
        !MetricPair.Disturbs(pair.A.Probe.TotalMilliseconds, pair.B.Probe.TotalMilliseconds);

    private bool IsCounted(string work) => _blocks.Pilot.Pairs.Concat(_blocks.Pairs)
        .Any(pair => pair.A.Work.ContainsKey(work) && pair.B.Work.ContainsKey(work));

    /// <summary>
    /// Whether the arms answer alike, whether their writes leave the same rows, and whether B passes the project's own tests.
    /// </summary>
    public static IReadOnlyList<ComparisonGuard> OfContract(ContractReplay contract) =>
    [
        OfAnswers(contract),
        .. contract.Rows is { } rows ? [OfRows(rows)] : Array.Empty<ComparisonGuard>(),
        .. contract.Tests is { } tests ? [OfTests(tests)] : Array.Empty<ComparisonGuard>(),
    ];

    // Tests that the base fails, too, say nothing of B; those that B alone passes hold.
    private static ComparisonGuard OfTests(ProjectTests tests) => new(
        "tests",
        tests.B.HasPassed ? true : tests.A.HasPassed ? false : (bool?)null,
        tests switch
        {
            { A.HasPassed: true, B.HasPassed: true } => $"{tests.Command} passes against both",
            { B.HasPassed: true } => $"{tests.Command} passes against B, and fails against A: {Text(tests.A)}",
            { A.HasPassed: true } => $"{tests.Command} passes against A, and fails against B: {Text(tests.B)}",
            _ => $"{tests.Command} fails against both",
        });

    /// <summary>How a run of tests failed.</summary>
    public static string Text(TestRun run) =>
        (run.ExitCode is { } code ? $"exit code {code}" : "not ended") + $" after {Number(run.Time.TotalSeconds)} s"
        + (run.LastLines.Length == 0 ? "; it wrote nothing" : $". Its last lines:\n{run.LastLines}");

    private static ComparisonGuard OfRows(RowContract rows) => rows switch
    {
        { Missing: { } why } => new ComparisonGuard("rows", null, why),
        { Differences: { Count: > 0 } differences } => new ComparisonGuard("rows", false, string.Join("; ", differences.Select(Text))),
        _ => new ComparisonGuard(
            "rows",
            true,
            $"{Number(rows.Written)} rows were written in {Number(rows.Tables)} tables, and "
                + $"alike{(rows.LeftOut.Count == 0 ? "" : $"; not looked at: {string.Join(", ", rows.LeftOut)}")}"),
    };

    /// <summary>What the writes left differently.</summary>
    public static string Text(RowDifference difference) =>
        $"{difference.Table}{(difference.Column is { } column ? $".{column}" : "")}: {difference.A} → {difference.B}";

    private static ComparisonGuard OfAnswers(ContractReplay contract)
    {
        var different = contract.Endpoints.Where(static endpoint => endpoint.Different > 0).ToList();
        var unknown = contract.Endpoints.Where(static endpoint => endpoint.Compared == 0).ToList();
        var ofOrder = contract.Endpoints.Where(static endpoint => endpoint.OfOrder > 0).Select(static endpoint => endpoint.Endpoint)
            .ToList();
        var alike = $"{contract.Endpoints.Sum(static endpoint => endpoint.Compared)} of "
            + $"{contract.Endpoints.Sum(static endpoint => endpoint.Requests)} requests were answered, and alike"
            + (ofOrder.Count == 0
                ? ""
                : $"; left out of the load, since a repeat is answered otherwise by the same data: {string.Join(", ", ofOrder)}");
        var unread = Unread(contract);
        return different.Count > 0 ? new ComparisonGuard("answers", false, string.Join("; ", different.Select(Text)) + unread)
            : unknown.Count > 0 ? new ComparisonGuard(
                "answers", null,
                $"{alike}; not one of {string.Join(", ", unknown.Select(static endpoint => endpoint.Endpoint))} could be compared{unread}")
            : new ComparisonGuard("answers", true, alike + unread);
    }

    private static string Unread(ContractReplay contract)
    {
        var unread = contract.Endpoints.SelectMany(static endpoint =>
            endpoint.Unread.Select(answers => $"{answers.Count} of {endpoint.Endpoint} ({answers.Reason})")).ToList();
        return unread.Count == 0 ? "" : $"; unread, and neither alike nor different: {string.Join(", ", unread)}";
    }

    /// <summary>What an endpoint answers differently.</summary>
    public static string Text(ContractEndpoint endpoint) =>
        $"{endpoint.Endpoint} differs in {endpoint.Different} of {endpoint.Requests} requests ("
        + string.Join(", ", endpoint.Differences.Select(static difference =>
            $"{(difference.Place.Length == 0 ? difference.Kind.Replace('_', ' ') : difference.Place)}: {difference.A} → "
                + $"{difference.B}")) + ")";

    // The p95 of one endpoint alone is the primary metric itself.
    private bool IsJudged(string name) => !(_names.Count == 1 && _blocks.Quantile.Value == 0.95) && _blocks.Pairs.Count > 0
        && _blocks.Pairs.Average(pair => Of(pair.A, name)?.Requests ?? 0) >= FewestOfEndpoint;

    private static BlockEndpoint? Of(Block block, string name) => block.Endpoints.FirstOrDefault(endpoint => endpoint.Endpoint == name);

    private static string NameOf(string endpoint) => $"p95 {endpoint}";
}
