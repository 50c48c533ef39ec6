using System.Diagnostics;
using Headroom.Experiments.Processes;
using Npgsql;

namespace Headroom.Experiments.Clones;

/// <summary>Copies a database that is in use: <c>pg_dump | pg_restore</c>, which takes no lock that the service would notice.</summary>
/// <remarks>
/// The password goes to both programs through their environment, never through their arguments. Owners and rights are left out (the clone
/// is the role's own), and so are publications and subscriptions: a clone must not talk to other servers.
/// </remarks>
internal static class DumpAndRestore
{
    private static readonly string[] DumpArguments =
    [
        "--format=custom", "--compress=0", "--no-owner", "--no-privileges", "--no-tablespaces", "--no-publications", "--no-subscriptions",
        "--no-security-labels", "--lock-wait-timeout=5s", "--no-password",
    ];

    private static readonly string[] RestoreArguments = ["--no-owner", "--no-privileges", "--no-tablespaces", "--no-password"];

    private const string ServerError = "ERROR:";

    // How messages of the server begin that are about an extension or an event trigger itself, or about the comment on one. That an
    // extension can be in one database alone is what pg_cron says.
    private static readonly string[] Dispensable =
    [
        "permission denied to create extension ", "must be owner of extension ", "could not open extension control file ", "extension \"",
        "required extension \"", "can only create extension in database ", "permission denied to create event trigger ",
        "must be owner of event trigger ", "event trigger \"",
    ];

    /// <summary>Copies the source into an empty database.</summary>
    /// <returns>Null, or what went wrong, without values.</returns>
    public static async Task<string?> RunAsync(
        PostgresTools tools, string source, string target, TimeProvider time, CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(CloneServer.CopyLimit, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        using var dump = NewProcess(tools.Dump, [.. DumpArguments], new NpgsqlConnectionStringBuilder(source));
        using var restore = NewProcess(
            tools.Restore, [.. RestoreArguments, $"--dbname={target}"], ClientEnvironment.ForWriting(source));
        try
        {
            restore.Start();
            dump.Start();
            dump.StandardInput.Close();
            var errors = Task.WhenAll(
                RestoreErrorsAsync(dump.StandardError, both.Token), RestoreErrorsAsync(restore.StandardError, both.Token));
            var drained = restore.StandardOutput.BaseStream.CopyToAsync(Stream.Null, both.Token);
            await PipeAsync(dump, restore, both.Token);
            await Task.WhenAll(dump.WaitForExitAsync(both.Token), restore.WaitForExitAsync(both.Token), errors, drained);
            return Verdict(dump.ExitCode, restore.ExitCode, [.. (await errors).SelectMany(lines => lines)]);
        }
        catch (System.ComponentModel.Win32Exception error)
        {
            return $"pg_dump and pg_restore could not be started: {error.Message}";
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return $"pg_dump and pg_restore did not end within {CloneServer.CopyLimit}";
        }
        finally
        {
            Kill(dump);
            Kill(restore);
        }
    }

    /// <summary>What an error line may say: a COPY that fails quotes the row after its first "ERROR:".</summary>
    internal static string WithoutValues(string line) =>
        line.Contains("COPY failed", StringComparison.Ordinal) && line.IndexOf(ServerError, StringComparison.Ordinal) is >= 0 and var cut
            ? line[..cut].TrimEnd(' ', ':')
            : line;

    /// <summary>Why the copy is of no use, without values; null when it is as good as its source.</summary>
    /// <remarks>
    /// Extensions and event triggers that the role may not create, and comments on them, are all that a copy can do without; what depends
    /// on them fails as well and is seen.
    /// </remarks>
    /// <param name="dumpCode">How pg_dump ended.</param>
    /// <param name="restoreCode">How pg_restore ended.</param>
    /// <param name="errors">The errors of both.</param>
    internal static string? Verdict(int dumpCode, int restoreCode, IReadOnlyList<string> errors)
    {
        var grave = errors.Where(line => !IsDispensable(line)).ToList();
        return dumpCode == 0 && (restoreCode == 0 || (errors.Count > 0 && grave.Count == 0)) ? null
            : $"pg_dump ended with {dumpCode}, pg_restore with {restoreCode}: "
                + string.Join("; ", grave.Concat(errors).Distinct().Take(3).DefaultIfEmpty("no message"));
    }

    // By what the server says, not by the names in it: a table may be called extensions.
    private static bool IsDispensable(string line)
    {
        var at = line.IndexOf(ServerError, StringComparison.Ordinal);
        var message = at < 0 ? "" : line[(at + ServerError.Length)..].TrimStart();
        return Array.Exists(Dispensable, beginning => message.StartsWith(beginning, StringComparison.Ordinal));
    }

    /// <summary>The errors among the lines of a program, those that matter first; of either kind so many as a person reads.</summary>
    internal static async Task<IReadOnlyList<string>> RestoreErrorsAsync(TextReader lines, CancellationToken cancellation)
    {
        const int mostLines = 50;
        List<string> grave = [], dispensable = [];
        while (await lines.ReadLineAsync(cancellation) is { } line)
        {
            // Lines of context and detail quote rows; those that hold "error:" do not, COPY aside.
            if (!line.Contains("error:", StringComparison.Ordinal))
            {
                continue;
            }

            var error = WithoutValues(line);
            var alike = IsDispensable(error) ? dispensable : grave;
            if (alike.Count < mostLines)
            {
                alike.Add(error);
            }
        }

        return [.. grave, .. dispensable];
    }

    private static async Task PipeAsync(Process dump, Process restore, CancellationToken cancellation)
    {
        try
        {
            await dump.StandardOutput.BaseStream.CopyToAsync(restore.StandardInput.BaseStream, cancellation);
        }
        catch (IOException)
        {
            // pg_restore has gone; its exit code says why. Nobody reads pg_dump any more.
            Kill(dump);
        }

        try
        {
            restore.StandardInput.Close();
        }
        catch (IOException)
        {
            Kill(restore);
        }
    }

    private static Process NewProcess(string program, IReadOnlyList<string> arguments, NpgsqlConnectionStringBuilder connection)
    {
        var start = new ChildStart(program, arguments).Info();
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("PG", StringComparison.Ordinal)).ToList())
        {
            start.Environment.Remove(name);
        }

        start.Environment["LC_ALL"] = "C";
        foreach (var (name, value) in ClientEnvironment.Of(connection))
        {
            start.Environment[name] = value;
        }

        return new Process { StartInfo = start };
    }

    private static void Kill(Process process)
    {
        try
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
        catch (InvalidOperationException)
        {
            // It was never started, or has just ended.
        }
    }
}
