using Headroom.Cli.Audits;
using Headroom.Collect;
using Headroom.Collect.Postgres;
using Headroom.Experiments.Clones;
using Headroom.Experiments.Journal;

namespace Headroom.Cli.Databases;

/// <summary>Does work on a pair of clones, which are gone afterwards.</summary>
/// <param name="journal">Remembers the clones until they are gone.</param>
/// <param name="tell">Takes a line for people about each clone that could not be dropped.</param>
/// <param name="time">The clock of time limits.</param>
internal sealed class ClonedAdvice(OwnerJournal journal, Action<string> tell, TimeProvider time)
{
    private static readonly TimeSpan CloneLimit = TimeSpan.FromMinutes(10);

    /// <summary>How long the work may take.</summary>
    public TimeSpan WorkLimit { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>What came of the work, or why it was not done.</summary>
    /// <param name="source">What to clone.</param>
    /// <param name="work">The work.</param>
    /// <param name="stop">Ends the work; the clones are dropped all the same.</param>
    public async Task<Attempt<T>> RunAsync<T>(CloneSource source, Func<ClonePair, CancellationToken, Task<T>> work, CancellationToken stop)
        where T : class
    {
        var clones = new DatabaseClones((connection, database) => new JournalledDatabase(journal, connection, database), time);
        var name = CloneName.New();
        var made = await CollectorHost.TryAsync("clone", token => clones.CreatePairAsync(source, name, token), CloneLimit, time, stop);
        if (made.Value is not CloneResult<ClonePair>.Made { Value: var pair })
        {
            return new Attempt<T>(null, made.Value is CloneResult<ClonePair>.Refused { Cause: var refusal } ? refusal : made.Cause);
        }

        try
        {
            return await CollectorHost.TryAsync("experiments", token => work(pair, token), WorkLimit, time, stop);
        }
        finally
        {
            foreach (var remains in await clones.DropPairAsync(pair, CancellationToken.None))
            {
                tell(remains);
            }
        }
    }
}
