using System.Diagnostics;
using Headroom.Experiments.Processes;
using Headroom.Model.Text;
using Npgsql;

namespace Headroom.Experiments.Clones;

/// <summary>Copies a database that is in use: <c>pg_dump | pg_restore</c>, which takes no lock that the service would notice.</summary>
/// <remarks>
/// The password goes to both programs through their environment, never through their arguments. Owners and rights are left out (the clone
/// is the role's own), and so are publications and subscriptions: a clone must not talk to other servers.
/// </remarks>
internal static class DumpAndRestore
{
    /// <summary>More letters of an error are cut off, a count: it stands in one sentence of a report.</summary>
    private const int LongestError = 160;

    private static readonly string[] DumpArguments =
    [
        "--format=custom", "--compress=0", "--no-owner", "--no-privileges", "--no-tablespaces", "--no-publications", "--no-subscriptions",
        "--no-security-labels", "--lock-wait-timeout=5s", "--no-password",
    ];

    private static readonly string[] RestoreArguments = ["--no-owner", "--no-privileges", "--no-tablespaces", "--no-password"];

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
                RestoreErrors.ReadAsync(dump.StandardError, both.Token), RestoreErrors.ReadAsync(restore.StandardError, both.Token));
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

    /// <summary>Why the copy is of no use, without values; null when it is as good as its source.</summary>
    /// <param name="dumpCode">How pg_dump ended.</param>
    /// <param name="restoreCode">How pg_restore ended.</param>
    /// <param name="errors">The errors of both.</param>
    internal static string? Verdict(int dumpCode, int restoreCode, IReadOnlyList<RestoreError> errors)
    {
        if (dumpCode == 0 && (restoreCode == 0 || (errors.Count > 0 && errors.All(static error => error.IsDispensable))))
        {
            return null;
        }

        // The others follow from the first one: a dump that breaks off leaves the restore without its end.
        var first = errors.OrderBy(static error => error.IsDispensable).Select(static error => error.Line).FirstOrDefault() ?? "no message";
        return $"pg_dump ended with {dumpCode}, pg_restore with {restoreCode}: "
            + Shortened.Of(first, LongestError);
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
