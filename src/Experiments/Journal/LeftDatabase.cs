using Headroom.Experiments.Clones;

namespace Headroom.Experiments.Journal;

/// <summary>Drops databases that dead owners left on servers that are not ours.</summary>
public static class LeftDatabase
{
    /// <summary>Drops the database with the connections to it; refuses a name that does not start with <c>headroom_</c>.</summary>
    /// <returns>Null when it is gone, else why it is not and what to do. Never the connection string.</returns>
    public static async Task<string?> DropAsync(JournalEntry.Database database, CancellationToken cancellation) =>
        database.Refusal
        ?? (await CloneServer.RemoveAsync(database.ConnectionString, database.Name, cancellation) is { } failure
            ? $"{failure}. Make its server reachable and run headroom doctor again."
            : null);
}
