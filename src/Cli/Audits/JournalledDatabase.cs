using Headroom.Experiments.Journal;

namespace Headroom.Cli.Audits;

/// <summary>A clone in the journal, until it is gone.</summary>
internal sealed class JournalledDatabase(OwnerJournal journal, string connection, string database) : IDisposable
{
    private readonly int _entry = journal.Add(new JournalEntry.Database(database, connection));

    public void Dispose() => journal.CrossOut(_entry);
}
