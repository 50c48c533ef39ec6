using Headroom.Cli.Output;
using Headroom.Collect;
using Headroom.Collect.Postgres;
using Headroom.Experiments.Clones;
using Headroom.Model.Evidence;

namespace Headroom.Cli.Databases;

/// <summary>What a database is like whether it works or not: settings, sequences, maintenance, bloat.</summary>
internal static class ServerEvidence
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    /// <summary>Measures the bloat on a clone in place of the estimate, which stays where that fails.</summary>
    /// <param name="connection">The database itself.</param>
    /// <param name="clone">A clone on which nothing was done yet.</param>
    /// <param name="folder">Where the estimate is, and the evidence goes.</param>
    /// <param name="progress">Is told.</param>
    /// <param name="time">The clock.</param>
    /// <param name="stop">Ends it.</param>
    public static async Task MeasureBloatAsync(
        string connection, DatabaseClone clone, RunFolder folder, Progress progress, TimeProvider time, CancellationToken stop)
    {
        if (folder.ReadEvidence().Find<Bloat>() is not { } estimate || estimate.Relations.Count + estimate.Unknown.Count == 0)
        {
            return; // nothing is large enough to waste what matters
        }

        progress.Step("bloat   of the largest tables and indexes, measured on a clone");
        var measured = await CollectorHost.RunAsync(
            Bloat.Kind, token => BloatCollector.MeasureAsync(connection, clone.ConnectionString, time, token), Limit, time, stop);
        if (measured is Collected.Failed { Cause: var cause })
        {
            progress.Detail($"not measured: {cause}");
            measured = new Collected.Present(estimate with { NotMeasured = cause });
        }

        folder.Write(Bloat.Kind, measured);
    }

    /// <summary>Collects it; each part fails alone.</summary>
    public static async Task CollectAsync(string connection, RunFolder folder, Progress progress, TimeProvider time, CancellationToken stop)
    {
        await StoreAsync(ServerSettings.Kind, token => ServerSettingsCollector.CollectAsync(connection, time, token));
        await StoreAsync(Sequences.Kind, token => SequenceCollector.CollectAsync(connection, time, token));
        await StoreAsync(Maintenance.Kind, token => MaintenanceCollector.CollectAsync(connection, time, token));
        await StoreAsync(Bloat.Kind, token => BloatCollector.CollectAsync(connection, time, token));

        async Task StoreAsync<T>(string kind, Func<CancellationToken, Task<T>> collect)
            where T : class, IEvidence
        {
            var collected = await CollectorHost.RunAsync(kind, collect, Limit, time, stop);
            folder.Write(kind, collected);
            if (collected is Collected.Failed failed)
            {
                progress.Detail($"not collected: {failed.Cause}");
            }
        }
    }
}
