using System.Globalization;
using Headroom.Experiments.Processes;

namespace Headroom.Experiments.Journal;

/// <summary>
/// Removes what dead owners left behind: their processes first, then databases, then clusters and folders. Living owners are left alone.
/// </summary>
/// <param name="folder">Where the journals lie: <see cref="OwnerJournal.DefaultFolder"/>.</param>
/// <param name="dropDatabase">
/// Drops a database: null when it is gone, else why it is not. <see cref="LeftDatabase.DropAsync"/> in the product.
/// </param>
/// <param name="time">Waits for processes to end.</param>
public sealed class JournalSweep(
    string folder, Func<JournalEntry.Database, CancellationToken, Task<string?>> dropDatabase, TimeProvider time)
{
    private const long SizeLimit = 16 << 20;
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    /// <summary>Sweeps every journal.</summary>
    /// <returns>One line a thing, in the order of removal; empty when nothing was journalled.</returns>
    public async Task<IReadOnlyList<SweepLine>> RunAsync(CancellationToken cancellation)
    {
        List<SweepLine> report = [];
        if (!Directory.Exists(folder))
            return report;
        foreach (var path in Directory.GetFiles(folder, "*" + OwnerJournal.Extension).Order(StringComparer.Ordinal))
        {
            if (OwnerJournal.OwnerOf(path) is not { } owner)
                report.Add(new(SweepOutcome.Left, $"{path}: not named like a journal of Headroom; delete it by hand."));
            else if (owner.IsAlive())
                report.Add(Living(owner));
            else
                await SweepOwnerAsync(path, owner, report, cancellation);
        }

        return report;
    }

    private static SweepLine Living(ProcessStamp owner) =>
        new(SweepOutcome.OwnerLives, $"Process {owner.Pid} still runs: what it created was left alone.");

    private async Task SweepOwnerAsync(string path, ProcessStamp owner, List<SweepLine> report, CancellationToken cancellation)
    {
        FileStream file;
        try
        {
            file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        }
        catch (FileNotFoundException)
        {
            return; // another sweep was quicker
        }
        catch (UnauthorizedAccessException error)
        {
            report.Add(new(SweepOutcome.Left, $"{path}: {error.Message} Run headroom doctor as the user who ran Headroom."));
            return;
        }
        catch (IOException)
        {
            report.Add(Living(owner)); // it is locked: the owner lives in another container, or another sweep is at work
            return;
        }

        await using (file)
            await SweepFileAsync(file, report, cancellation);
    }

    private async Task SweepFileAsync(FileStream file, List<SweepLine> report, CancellationToken cancellation)
    {
        if (file.Length > SizeLimit)
        {
            report.Add(new(SweepOutcome.Left, $"{file.Name}: larger than 16 MiB, so not a journal; look at it and delete it by hand."));
            return;
        }

        var entries = await StandingAsync(file, cancellation);
        var ownerId = Path.GetFileNameWithoutExtension(file.Name);
        await EndProcessesAsync(ownerId, entries, report, cancellation);
        var left = 0;
        foreach (var entry in entries.Where(entry => entry is not JournalEntry.Process)
            .OrderBy(entry => entry is JournalEntry.Database ? 0 : 1))
        {
            var line = entry.Refusal is { } refusal
                ? new SweepLine(
                    SweepOutcome.Left, $"{entry} was not removed: {refusal}. Remove it by hand if it is yours, then delete {file.Name}.")
                : await RemoveAsync(entry, cancellation);
            report.Add(line);
            left += line.Outcome == SweepOutcome.Left ? 1 : 0;
        }

        // Entries that could not be removed stay, with those that could: the next sweep finds the latter gone.
        if (left == 0 && entries.OfType<JournalEntry.Process>().All(process => !process.Stamp.IsAlive()))
            File.Delete(file.Name);
    }

    private async Task EndProcessesAsync(string ownerId, List<JournalEntry> entries, List<SweepLine> report, CancellationToken cancellation)
    {
        var journalled = entries.OfType<JournalEntry.Process>().Select(entry => entry.Stamp).ToList();
        var clusters = entries.OfType<JournalEntry.Cluster>().Where(cluster => cluster.Refusal is null).Select(cluster => cluster.Path)
            .ToList();
        // A postmaster that is killed leaks shared memory, and one that gets SIGTERM waits for its clients: it gets SIGQUIT, before the
        // others get anything.
        var postmasters = clusters.Select(LeftCluster.Postmaster).OfType<ProcessStamp>().ToList();
        if (postmasters.Count > 0)
        {
            foreach (var postmaster in postmasters)
                postmaster.Send(Signal.Quit);
            await ProcessTree.WaitAsync(() => Alive(postmasters), Grace + Grace, time, cancellation);
        }

        var found = Members().Union(postmasters).ToList();
        var left = await ProcessTree.StopAsync(Members, Signal.Terminate, Grace, time, cancellation);
        report.AddRange(found.Select(process => left.Contains(process)
            ? new SweepLine(
                SweepOutcome.Left,
                Pid($"Process {process.Pid} survived SIGKILL or belongs to another user: run headroom doctor as its user or as root."))
            : new SweepLine(SweepOutcome.Removed, Pid($"Process {process.Pid} was ended."))));
        report.AddRange(journalled.Except(found)
            .Select(process => new SweepLine(SweepOutcome.AlreadyGone, Pid($"Process {process.Pid} had ended already."))));

        IReadOnlyList<ProcessStamp> Members() =>
            [.. Alive(journalled).Union(ProcessTree.Marked(OwnerJournal.OwnerVariable, ownerId))
                .Where(process => process.Pid != Environment.ProcessId)];
    }

    private async Task<SweepLine> RemoveAsync(JournalEntry entry, CancellationToken cancellation) => entry switch
    {
        JournalEntry.Folder(var path) => RemoveFolder(path),
        JournalEntry.Cluster(var path) => LeftCluster.Postmaster(path) is { } postmaster
            ? new(SweepOutcome.Left, Pid($"{path}: its server (process {postmaster.Pid}) still runs, so the folder was kept."))
            : RemoveFolder(path),
        JournalEntry.Database database => await dropDatabase(database, cancellation) is { } why
            ? new(SweepOutcome.Left, $"Database {database.Name} was not dropped: {why}")
            : new(SweepOutcome.Removed, $"Database {database.Name} was dropped."),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static SweepLine RemoveFolder(string path)
    {
        if (!Directory.Exists(path))
            return new(SweepOutcome.AlreadyGone, $"Folder {path} was gone already.");
        return OwnedFolder.TryDelete(path) is { } why
            ? new(SweepOutcome.Left, $"Folder {path} was not deleted: {why}")
            : new(SweepOutcome.Removed, $"Folder {path} was deleted.");
    }

    private static async Task<List<JournalEntry>> StandingAsync(FileStream file, CancellationToken cancellation)
    {
        SortedDictionary<int, JournalEntry> entries = [];
        using var reader = new StreamReader(file, leaveOpen: true);
        while (await reader.ReadLineAsync(cancellation) is { } text)
        {
            if (JournalJson.Read(text) is not { } line)
                continue;
            if (line.Added is null)
                entries.Remove(line.Number);
            else
                entries[line.Number] = line.Added;
        }

        return [.. entries.Values];
    }

    private static List<ProcessStamp> Alive(List<ProcessStamp> processes) => processes.FindAll(process => process.IsAlive());

    private static string Pid(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
