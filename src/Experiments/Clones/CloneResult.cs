namespace Headroom.Experiments.Clones;

/// <summary>What clones are made of.</summary>
/// <param name="ConnectionString">How the source is reached; clones are made on the same server, as the same role.</param>
/// <param name="Template">A database with the same data that nobody connects to, or null: the plan's <c>postgres_template</c>.</param>
/// <param name="Allowed">Whether the plan allows clones on a server that is not on loopback: its <c>postgres_clone</c>.</param>
/// <param name="MayBlockSource">
/// Whether nobody waits for the source: the server is ours, or the service that uses it is stopped. Only then it is copied as a template,
/// which keeps everybody out of it for as long as the copy takes; that nobody is connected at this moment does not show it.
/// </param>
public sealed record CloneSource(string ConnectionString, string? Template, bool Allowed, bool MayBlockSource)
{
    /// <summary>
    /// What the command that asks offers where no clone can be made, as words behind "or"; null when it offers nothing else.
    /// </summary>
    public string? Otherwise { get; init; }

    /// <summary>Says nothing of the connection string: it may hold a password.</summary>
    public override string ToString() => nameof(CloneSource);
}

/// <summary>A copy of a database. Whoever asked for it drops it: <see cref="DatabaseClones.DropAsync"/>.</summary>
public sealed class DatabaseClone
{
    internal DatabaseClone(string name, string home, string method, IDisposable entry) =>
        (Name, Home, Method, Entry, ConnectionString) = (name, home, method, entry, CloneServer.To(home, name));

    /// <summary>Its name, which begins with <c>headroom_</c>.</summary>
    public string Name { get; }

    /// <summary>How it is reached: the source's connection string with another database, without pooling. It may hold a password.</summary>
    public string ConnectionString { get; }

    /// <summary>How it was made, in words.</summary>
    public string Method { get; }

    /// <summary>How the source is reached.</summary>
    internal string Home { get; }

    internal IDisposable Entry { get; }

    /// <summary>The name alone.</summary>
    public override string ToString() => Name;
}

/// <summary>Two clones of one snapshot: what the remedy changes is the only difference between them.</summary>
/// <param name="Base">The one that stays as it is.</param>
/// <param name="Remedy">The one that gets the remedy: a copy of the first.</param>
public sealed record ClonePair(DatabaseClone Base, DatabaseClone Remedy);

/// <summary>A clone, or why there is none.</summary>
/// <typeparam name="T">What was asked for.</typeparam>
public abstract record CloneResult<T>
{
    private CloneResult()
    {
    }

    /// <summary>It was made.</summary>
    public sealed record Made(T Value) : CloneResult<T>;

    /// <summary>
    /// It was not; nothing is left behind. The cause says what was tried and what came back; it holds no password and no value.
    /// </summary>
    public sealed record Refused(string Cause) : CloneResult<T>;
}

/// <summary>Writes down that a database is about to be created, so that it can be removed after a crash.</summary>
/// <param name="connectionString">How the server is reached, for whoever removes it. It may hold a password.</param>
/// <param name="database">The database that will be created.</param>
/// <returns>The entry; it is disposed when the database is gone, and only then.</returns>
public delegate IDisposable DatabaseJournal(string connectionString, string database);
