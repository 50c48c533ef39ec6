using Headroom.Model.Evidence;
using Headroom.Model.Findings;
using Headroom.Model.Units;

namespace Headroom.Analyze.Derive;

/// <summary>Which part of the database's work each statement is, and which endpoints issue it.</summary>
public sealed class LoadShares(StatementStatistics statements, EndpointStatements? endpoints)
{
    private readonly double _total = statements.Statements.Sum(statement => statement.ExecutionTime.TotalMilliseconds);

    // Of the statements whose buffers were counted: one that was stopped takes no share from the others.
    private readonly double _buffers = statements.Statements.Where(IsCounted).Sum(statement => (double)statement.Buffers);

    /// <summary>Whether the times of the statements are known at all.</summary>
    public bool IsKnown => _total > 0;

    private readonly string _calls = statements.IsWorkload ? "calls an hour" : "calls under load";

    /// <summary>The statement under load, or null when it did not run.</summary>
    public StatementMetrics? Find(string statementId) =>
        statements.Statements.FirstOrDefault(statement => statement.StatementId == statementId);

    /// <summary>Its share of the database's execution time in the load window.</summary>
    public Ratio Of(string statementId) =>
        Find(statementId) is { } found ? Ratio.Of(found.ExecutionTime.TotalMilliseconds, _total) : default;

    /// <summary>
    /// Its share of the buffers that the counted statements touch; null where its own were not counted. It hardly varies from run to run,
    /// which the share of the time does.
    /// </summary>
    public Ratio? BuffersOf(string statementId) => Find(statementId) switch
    {
        _ when _buffers == 0 => null,
        null => default(Ratio),
        { } found => IsCounted(found) ? Ratio.Of(found.Buffers, _buffers) : null,
    };

    /// <summary>The endpoints that issue it when they run alone, those with the most calls a request first.</summary>
    public IReadOnlyList<string> EndpointsOf(string statementId) =>
    [
        .. (endpoints?.Endpoints ?? [])
            .Select(endpoint =>
                (endpoint.Endpoint, Calls: endpoint.Statements.Where(s => s.StatementId == statementId).Sum(s => s.CallsPerRequest)))
            .Where(endpoint => endpoint.Calls > 0)
            .OrderByDescending(endpoint => endpoint.Calls).ThenBy(endpoint => endpoint.Endpoint, StringComparer.Ordinal)
            .Select(endpoint => endpoint.Endpoint),
    ];

    /// <summary>What the statement does under load, as facts of a finding.</summary>
    public IEnumerable<Fact> FactsOf(string statementId) => Find(statementId) is { } found
        ? !IsKnown || found.IsUnmeasured ? [new Fact(_calls, found.Calls, "calls")]
        :
        [
            new Fact(
                $"share of the database's execution time{(found.IsCutShort ? ", with its own at the time limit" : "")}",
                Of(statementId).Value, "ratio"),
            .. BuffersOf(statementId) is { } buffers
                ? [new Fact("share of the buffers that the load touches", buffers.Value, "ratio")]
                : Array.Empty<Fact>(),
            new Fact(_calls, found.Calls, "calls"),
            new Fact(
                found.IsCutShort ? "mean execution time, at least" : "mean execution time",
                found.ExecutionTime.TotalMilliseconds / Math.Max(1, found.Calls), "ms"),
            .. IsCounted(found)
                ? [new Fact("buffers a call", (double)found.Buffers / Math.Max(1, found.Calls), "buffers/call")]
                : Array.Empty<Fact>(),
        ]
        : [];

    private static bool IsCounted(StatementMetrics statement) => statement is { IsCutShort: false, IsUnmeasured: false };
}
