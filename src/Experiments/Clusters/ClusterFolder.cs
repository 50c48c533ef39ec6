using System.Globalization;
using System.Security.Cryptography;
using Headroom.Experiments.Journal;
using Headroom.Experiments.Processes;

namespace Headroom.Experiments.Clusters;

/// <summary>The folder of a private cluster, journalled before it exists, owned by the user that runs the server.</summary>
internal sealed class ClusterFolder
{
    private static readonly TimeSpan InitLimit = TimeSpan.FromSeconds(60), MakeLimit = TimeSpan.FromSeconds(10);
    private readonly OwnerJournal _journal;
    private readonly int _entry;

    private ClusterFolder(string path, OwnerJournal journal)
    {
        Path = path;
        _journal = journal;
        _entry = journal.Add(new JournalEntry.Cluster(path));
    }

    public string Path { get; }

    public string Data => System.IO.Path.Combine(Path, "data");

    public string Log => System.IO.Path.Combine(Data, "log");

    public static ClusterFolder Reserve(OwnerJournal journal) => new(
        System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"headroom-pg-{RandomNumberGenerator.GetHexString(8, lowercase: true)}"),
        journal);

    /// <summary>Makes the folder and the data folder in it, with the settings.</summary>
    /// <exception cref="StartFailedException">A command failed; the message has its output.</exception>
    public async Task MakeAsync(PostgresBinaries binaries, string password, TimeProvider time, CancellationToken cancellation)
    {
        var (made, said) = await TryAsync("mkdir", ["-m", "0700", Path], MakeLimit);
        ThrowUnlessDone("mkdir", made, said);
        // Inside a folder that nobody else may enter, so that the server's user can read what root wrote.
        var passwordFile = System.IO.Path.Combine(Path, "password");
        await File.WriteAllTextAsync(passwordFile, password, cancellation);
        string[] arguments = [
            "-D", Data, "-U", PrivateCluster.Admin, "--pwfile", passwordFile, "--auth", "scram-sha-256", "--encoding", "UTF8", "--no-sync",
            "--no-instructions"];
        // C.UTF-8 where the system has it, else C: both compare bytes, so that plans do not depend on the machine's language.
        var initdb = System.IO.Path.Combine(binaries.Folder, "initdb");
        var (exitCode, output) = await TryAsync(initdb, [.. arguments, "--locale", "C.UTF-8"], InitLimit);
        if (exitCode is not (0 or ShortCommand.Killed)) // one that was killed leaves half a data folder behind
            (exitCode, output) = await TryAsync(initdb, [.. arguments, "--locale", "C"], InitLimit);
        ThrowUnlessDone(initdb, exitCode, output);
        File.Delete(passwordFile);
        await File.AppendAllTextAsync(
            System.IO.Path.Combine(Data, "postgresql.conf"), ClusterSettings.Text(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes, Path),
            cancellation);

        Task<(int ExitCode, string Output)> TryAsync(string program, string[] arguments, TimeSpan limit) =>
            ShortCommand.RunAsync(new ChildStart(program, arguments) { User = binaries.User }, limit, time, cancellation);

        void ThrowUnlessDone(string program, int code, string output)
        {
            if (code != 0)
            {
                throw new StartFailedException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{program} in {System.IO.Path.GetTempPath()} as {binaries.User ?? "this user"} failed with exit code "
                        + $"{code}:\n{output}\nCheck space and permissions there; TMPDIR names another place."));
            }
        }
    }

    /// <summary>The last lines of the server's own log, oldest first; empty when it wrote none.</summary>
    public string LastLogLines(int count)
    {
        try
        {
            return Directory.Exists(Log)
                ? string.Join(
                    '\n', Directory.GetFiles(Log, "*.csv").Order(StringComparer.Ordinal).SelectMany(File.ReadLines).TakeLast(count))
                : "";
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return error.Message;
        }
    }

    /// <summary>Deletes the folder, and crosses it out when it is gone.</summary>
    public void Delete()
    {
        if (OwnedFolder.TryDelete(Path) is null)
            _journal.CrossOut(_entry);
    }
}
