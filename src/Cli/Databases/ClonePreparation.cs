using Headroom.Analyze.Derive;
using Headroom.Experiments.Clones;
using Headroom.Experiments.Search;
using Headroom.Model.Evidence;

namespace Headroom.Cli.Databases;

/// <summary>Brings the tables of a pair of clones into the state in which statements are compared.</summary>
internal static class ClonePreparation
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    /// <summary>Prepares the tables that the plans read, and those whose rows refer to them.</summary>
    /// <param name="clones">The clones.</param>
    /// <param name="plans">The plans of the statements that are compared.</param>
    /// <param name="catalogue">The tables that there are.</param>
    /// <param name="cancellation">Ends the work.</param>
    public static async Task RunAsync(
        ClonePair clones, IReadOnlyList<StatementPlan> plans, DatabaseCatalogue catalogue, CancellationToken cancellation)
    {
        var named = plans.SelectMany(plan => plan.Samples).SelectMany(sample => sample.Root.Descendants())
            .Where(node => node.Relation is not null)
            .Select(node => (Schema: node.Schema ?? "public", Name: node.Relation!))
            .Distinct()
            .ToList();
        var referring = named
            .SelectMany(table => ForeignKeys.SearchedFrom(
                table.Schema == "public" ? table.Name : $"{table.Schema}.{table.Name}", deletes: true, catalogue))
            .Select(key => (key.Schema, Name: key.Table));
        var tables = named.Union(referring)
            .Where(table => catalogue.Tables.Concat(catalogue.MaterializedViews)
                .Any(t => t.Schema == table.Schema && t.Name == table.Name))
            .ToList();
        foreach (var clone in new[] { clones.Base, clones.Remedy })
        {
            await SearchTables.PrepareAsync(clone, tables, Limit, cancellation);
        }
    }
}
