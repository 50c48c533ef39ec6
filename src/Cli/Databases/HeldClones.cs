using Headroom.Cli.Audits;
using Headroom.Collect;
using Headroom.Collect.Postgres;
using Headroom.Experiments.Clones;
using Headroom.Experiments.Journal;

namespace Headroom.Cli.Databases;

/// <summary>A pair of clones that is dropped when its holder is done with it.</summary>
internal sealed class HeldClones : IAsyncDisposable
{
    private static readonly TimeSpan CloneLimit = TimeSpan.FromMinutes(10);

    private readonly DatabaseClones _clones;
    private readonly Action<string> _tell;

    private HeldClones(DatabaseClones clones, ClonePair pair, Action<string> tell) => (_clones, Pair, _tell) = (clones, pair, tell);

    /// <summary>The clones.</summary>
    public ClonePair Pair { get; }

    /// <summary>Makes them.</summary>
    /// <param name="source">What to clone.</param>
    /// <param name="journal">Remembers the clones until they are gone.</param>
    /// <param name="tell">Takes a line for people about each clone that could not be dropped.</param>
    /// <param name="time">The clock of time limits.</param>
    /// <param name="stop">Ends it; what was begun is removed.</param>
    /// <returns>The clones, or why there are none; then nothing is left behind.</returns>
    public static async Task<Attempt<HeldClones>> MakeAsync(
        CloneSource source, OwnerJournal journal, Action<string> tell, TimeProvider time, CancellationToken stop)
    {
        var clones = new DatabaseClones((connection, database) => new JournalledDatabase(journal, connection, database), time);
        var name = CloneName.New();
        var made = await CollectorHost.TryAsync("clone", token => clones.CreatePairAsync(source, name, token), CloneLimit, time, stop);
        return made.Value is CloneResult<ClonePair>.Made { Value: var pair }
            ? new Attempt<HeldClones>(new HeldClones(clones, pair, tell), null)
            : new Attempt<HeldClones>(null, made.Value is CloneResult<ClonePair>.Refused { Cause: var refusal } ? refusal : made.Cause);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var remains in await _clones.DropPairAsync(Pair, CancellationToken.None))
        {
            _tell(remains);
        }
    }
}
