using System.Globalization;
using System.Security.Cryptography;
using Headroom.Experiments.Journal;
using Headroom.Experiments.Processes;
using Npgsql;

namespace Headroom.Experiments.Clusters;

/// <summary>
/// A PostgreSQL server of our own in a temporary folder, on a loopback port, behind a random password. It goes with all its data when it is
/// disposed of. Cost: one to two seconds, 40 MB of disk, and the shared buffers.
/// </summary>
public sealed class PrivateCluster : IAsyncDisposable
{
    internal const string Admin = "postgres";
    private const int PortAttempts = 5;
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan FastStopLimit = TimeSpan.FromSeconds(10), ImmediateStopLimit = TimeSpan.FromSeconds(5);
    private readonly ClusterFolder _folder;
    private readonly ChildProcess _server;
    private readonly string _password;

    private PrivateCluster(ClusterFolder folder, ChildProcess server, PostgresBinaries binaries, int port, string password)
    {
        _folder = folder;
        _server = server;
        _password = password;
        Binaries = binaries;
        Port = port;
    }

    /// <summary>The programs that it was made with.</summary>
    public PostgresBinaries Binaries { get; }

    /// <summary>The major version of the server, such as 15.</summary>
    public int ServerVersion => Binaries.Major;

    /// <summary>Where it listens, on 127.0.0.1.</summary>
    public int Port { get; }

    /// <summary>The pid of its first process; the others are its children.</summary>
    public int PostmasterPid => _server.Stamp.Pid;

    /// <summary>The folder of its CSV logs.</summary>
    public string LogDirectory => _folder.Log;

    /// <summary>The pids of all its processes, as they are now.</summary>
    public IReadOnlyList<int> Pids() => [.. _server.Members().Select(member => member.Pid)];

    /// <summary>Makes the cluster, starts its server and waits until it takes connections.</summary>
    /// <exception cref="StartFailedException">
    /// It did not start; the last lines of its log are in the message, and nothing is left behind.
    /// </exception>
    public static async Task<PrivateCluster> StartAsync(
        PostgresBinaries binaries, OwnerJournal journal, TimeProvider time, CancellationToken cancellation)
    {
        var secret = RandomNumberGenerator.GetHexString(32, lowercase: true);
        var place = ClusterFolder.Reserve(journal);
        PrivateCluster? started = null;
        try
        {
            await place.MakeAsync(binaries, secret, time, cancellation);
            for (var attempt = 1; started is null; attempt++)
                started = await TryStartAsync(place, binaries, secret, mayRetry: attempt < PortAttempts, journal, time, cancellation);
            return started;
        }
        finally
        {
            if (started is null)
                place.Delete();
        }
    }

    /// <summary>How its superuser reaches a database. Holds the password.</summary>
    public string AdminConnectionString(string database) => ConnectionString(database, Admin, _password);

    /// <summary>How a role reaches a database. Holds the password.</summary>
    public string ConnectionString(string database, string role, string rolePassword) => new NpgsqlConnectionStringBuilder
    {
        Host = "127.0.0.1",
        Port = Port,
        Database = database,
        Username = role,
        Password = rolePassword,
        Timeout = 5,
    }.ConnectionString;

    /// <summary>
    /// Disconnects everybody, stops the server (at once after ten seconds, by force after five more) and deletes its folder.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        await EndAsync(_server);
        _folder.Delete();
    }

    private static async Task<PrivateCluster?> TryStartAsync(
        ClusterFolder place, PostgresBinaries binaries, string secret, bool mayRetry, OwnerJournal journal, TimeProvider time,
        CancellationToken cancellation)
    {
        var port = FreePort.Next();
        var start = new ChildStart(
            Path.Combine(binaries.Folder, "postgres"), ["-D", place.Data, "-p", port.ToString(CultureInfo.InvariantCulture)], "/")
        { User = binaries.User };
        var child = ChildProcess.Start(start, journal, time);
        var ready = false;
        try
        {
            ready = await IsReadyAsync(child, place, time, cancellation);
            if (ready)
                return new PrivateCluster(place, child, binaries, port, secret);
            var lines = $"{await child.LastLinesAsync(20, cancellation)}\n{place.LastLogLines(20)}".Trim();
            if (mayRetry && lines.Contains("Address already in use", StringComparison.Ordinal))
                return null;
            throw new StartFailedException(
                $"PostgreSQL {binaries.Version} ({binaries.Folder}/postgres) did not start in {place.Path}. The last lines of its "
                    + $"log:\n{lines}");
        }
        finally
        {
            if (!ready)
                await EndAsync(child);
        }
    }

    /// <summary>
    /// Whether the server came up; false: it ended, or the time limit passed. <b>Source:</b> pg_ctl.c reads line 8 of postmaster.pid, too.
    /// </summary>
    private static async Task<bool> IsReadyAsync(ChildProcess child, ClusterFolder place, TimeProvider time, CancellationToken cancellation)
    {
        var status = Path.Combine(place.Data, "postmaster.pid");
        var begun = time.GetTimestamp();
        while (!child.HasExited && time.GetElapsedTime(begun) < StartLimit)
        {
            if (StatusOf(status) is "ready")
                return true;
            await Task.Delay(Poll, time, cancellation);
        }

        return false;
    }

    private static string? StatusOf(string pidFile)
    {
        try
        {
            return File.ReadLines(pidFile).ElementAtOrDefault(7)?.Trim();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null; // not written yet
        }
    }

    /// <summary>Never SIGTERM, which waits for clients, nor SIGKILL if it can be helped, which leaks shared memory.</summary>
    private static async Task EndAsync(ChildProcess server)
    {
        if (!await server.SignalAsync(Signal.Interrupt, FastStopLimit, CancellationToken.None))
            await server.SignalAsync(Signal.Quit, ImmediateStopLimit, CancellationToken.None);
        await server.DisposeAsync();
    }
}
