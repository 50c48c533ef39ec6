using Headroom.Collect;
using Headroom.Experiments.Clones;
using Headroom.Experiments.Journal;

namespace Headroom.Cli.Databases;

/// <summary>Does work on a pair of clones, which are gone afterwards.</summary>
/// <param name="journal">Remembers the clones until they are gone.</param>
/// <param name="tell">Takes a line for people about each clone that could not be dropped.</param>
/// <param name="time">The clock of time limits.</param>
internal sealed class ClonedAdvice(OwnerJournal journal, Action<string> tell, TimeProvider time)
{
    /// <summary>How long the work may take.</summary>
    public TimeSpan WorkLimit { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>What came of the work, or why it was not done.</summary>
    /// <param name="source">What to clone.</param>
    /// <param name="work">The work.</param>
    /// <param name="stop">Ends the work; the clones are dropped all the same.</param>
    public async Task<Attempt<T>> RunAsync<T>(CloneSource source, Func<ClonePair, CancellationToken, Task<T>> work, CancellationToken stop)
        where T : class
    {
        var made = await HeldClones.MakeAsync(source, journal, tell, time, stop);
        if (made.Value is not { } clones)
        {
            return new Attempt<T>(null, made.Cause);
        }

        await using (clones)
        {
            return await CollectorHost.TryAsync("experiments", token => work(clones.Pair, token), WorkLimit, time, stop);
        }
    }
}
