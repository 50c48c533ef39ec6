using Headroom.Analyze.Baselines;
using Headroom.Analyze.Derive;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;

namespace Headroom.Analyze.Judge;

/// <summary>What two recorded runs both looked at: a finding of one where the other never looked is neither new nor gone.</summary>
/// <remarks>
/// A finding at endpoints is held against a run that asked one of them. One without an endpoint, of a table or of a setting, is held
/// against any run of the same database, and of a run without one against a run that has an endpoint in common. Databases are the same
/// where they have a table in common; their names differ between machines.
/// </remarks>
internal sealed class CommonGround(RecordedRun earlier, RecordedRun later)
{
    private readonly Ground _before = Ground.Of(earlier);
    private readonly Ground _after = Ground.Of(later);

    /// <summary>Whether both runs asked endpoints, and none of them is the same.</summary>
    public bool HasNoEndpoint => _before.Asked.Count > 0 && _after.Asked.Count > 0 && !_before.Asked.Overlaps(_after.Asked);

    private bool HasOneDatabase => _before.Tables is { } was && _after.Tables is { } now && was.Overlaps(now);

    /// <summary>Whether the databases of both are known, and have no table in common.</summary>
    public bool HasTwoDatabases => _before.Tables is { } was && _after.Tables is { } now && !was.Overlaps(now);

    /// <summary>Why a finding that one run has cannot be held against the other, or null: it can.</summary>
    /// <param name="finding">The finding.</param>
    /// <param name="isLater">Whether the later run has it; else the earlier one.</param>
    public string? WhyNone(Finding finding, bool isLater)
    {
        var (own, other) = isLater ? (_after, _before) : (_before, _after);
        List<string> reached = finding.Subject.Endpoint is { } first ? [first, .. finding.Endpoints] : [.. finding.Endpoints];
        if (reached.Exists(own.HasAsked))
        {
            return reached.Exists(other.HasAsked) ? null : $"that run did not ask {reached[0]}";
        }

        var table = finding.Subject.Table;
        return HasTwoDatabases && (table is not null || !_before.Asked.Overlaps(_after.Asked))
                ? "that run's database has no table in common with this one's"
            : HasNoEndpoint && !HasOneDatabase ? "the runs have no endpoint in common"
            : HasNoEndpoint && table is not null && !other.HasTable(table) ? $"that run's database has no table {table}"
            : null;
    }

    // What a run looked at: endpoints by their routes; tables as findings name them, null where there are none or nobody knows.
    private sealed record Ground(HashSet<string> Asked, HashSet<string>? Tables)
    {
        public static Ground Of(RecordedRun run)
        {
            var loaded = run.Result.Endpoints.Where(static endpoint => endpoint.Requests > 0).Select(static endpoint => endpoint.Endpoint);
            var alone = (run.Evidence.Find<EndpointStatements>()?.Endpoints ?? [])
                .Where(static endpoint => endpoint.Requests > 0).Select(static endpoint => endpoint.Endpoint);
            var catalogue = run.Evidence.Find<DatabaseCatalogue>();
            var tables = (catalogue?.Tables ?? []).Concat(catalogue?.MaterializedViews ?? [])
                .Select(static table => Relation.Name(table.Schema, table.Name)).ToHashSet(StringComparer.Ordinal);
            return new Ground(
                loaded.Concat(alone).Select(RouteOf).ToHashSet(StringComparer.Ordinal), tables.Count == 0 ? null : tables);
        }

        public bool HasAsked(string endpoint) => Asked.Contains(RouteOf(endpoint));

        public bool HasTable(string table) => Tables?.Contains(table) == true;

        private static string RouteOf(string endpoint) => EndpointNames.RouteOf(endpoint) ?? endpoint;
    }
}
