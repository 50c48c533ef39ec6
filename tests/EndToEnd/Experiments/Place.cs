using Headroom.Experiments.Clusters;
using Headroom.Experiments.Journal;
using Headroom.Experiments.Processes;
using Xunit;

namespace Headroom.Tests.EndToEnd.Experiments;

/// <summary>A folder with a journal for one test.</summary>
internal sealed class Place : IDisposable
{
    public Place(ProcessStamp? owner = null) => Journal = OwnerJournal.Open(JournalFolder, owner ?? ProcessStamp.Own());

    public string Folder { get; } = Directory.CreateTempSubdirectory("headroom-test-").FullName;

    public string JournalFolder => Path.Combine(Folder, "journal");

    public OwnerJournal Journal { get; }

    public static Task<PostgresBinaries> FindPostgresAsync() =>
        PostgresBinaries.FindAsync(_ => { }, TimeProvider.System, TestContext.Current.CancellationToken);

    public static Task<IReadOnlyList<SweepLine>> SweepAsync(string journalFolder) =>
        new JournalSweep(journalFolder, LeftDatabase.DropAsync, TimeProvider.System).RunAsync(TestContext.Current.CancellationToken);

    /// <summary>The processes whose environment has this text, as the kernel tells it.</summary>
    public static IReadOnlyList<int> ProcessesWith(string environmentText) =>
    [
        .. Directory.GetDirectories("/proc").Where(folder => int.TryParse(Path.GetFileName(folder), out _) && Read(folder).Contains(environmentText))
            .Select(folder => int.Parse(Path.GetFileName(folder))),
    ];

    public void Dispose()
    {
        Journal.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    private static string Read(string processFolder)
    {
        try
        {
            return File.ReadAllText(Path.Combine(processFolder, "environ"));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
