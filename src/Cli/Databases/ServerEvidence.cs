using Headroom.Cli.Output;
using Headroom.Collect;
using Headroom.Collect.Postgres;
using Headroom.Model.Evidence;

namespace Headroom.Cli.Databases;

/// <summary>What a database is like whether it works or not: settings, sequences, maintenance, bloat.</summary>
internal static class ServerEvidence
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

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
