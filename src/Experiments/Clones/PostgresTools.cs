using System.Diagnostics;
using System.Globalization;

namespace Headroom.Experiments.Clones;

/// <summary>pg_dump and pg_restore of one installation.</summary>
internal sealed record PostgresTools(string Dump, string Restore, int Major)
{
    private const string Versioned = "/usr/lib/postgresql";
    private static readonly TimeSpan VersionLimit = TimeSpan.FromSeconds(10);

    /// <summary>
    /// The oldest installation that is not older than the server, or null: pg_dump refuses newer servers, and what a newer one writes may
    /// not be understood by an older server.
    /// </summary>
    public static async Task<PostgresTools?> FindAsync(int serverMajor, TimeProvider time, CancellationToken cancellation)
    {
        List<PostgresTools> found = [];
        foreach (var (dump, restore) in Folders().Select(folder => (Path.Combine(folder, "pg_dump"), Path.Combine(folder, "pg_restore"))))
        {
            if (File.Exists(dump) && File.Exists(restore) && await MajorOfAsync(dump, time, cancellation) is { } major && major >= serverMajor)
            {
                found.Add(new PostgresTools(dump, restore, major));
            }
        }

        return found.MinBy(tools => tools.Major);
    }

    // Debian's wrapper on PATH chooses a version by itself; the versioned folders come first.
    private static IEnumerable<string> Folders() =>
        (Directory.Exists(Versioned) ? Directory.GetDirectories(Versioned).Order(StringComparer.Ordinal) : Enumerable.Empty<string>())
        .Select(folder => Path.Combine(folder, "bin"))
        .Concat((Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
        .Distinct(StringComparer.Ordinal);

    private static async Task<int?> MajorOfAsync(string path, TimeProvider time, CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(VersionLimit, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        using var process = new Process
        {
            StartInfo = new ProcessStartInfo(path, "--version") { UseShellExecute = false, RedirectStandardOutput = true, WorkingDirectory = "/" },
        };
        try
        {
            process.Start();
            var text = await process.StandardOutput.ReadToEndAsync(both.Token);
            await process.WaitForExitAsync(both.Token);
            return VersionIn(text);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            process.Kill(entireProcessTree: true);
            return null;
        }
    }

    /// <summary>15 of "pg_dump (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)", or null.</summary>
    internal static int? VersionIn(string text)
    {
        var start = text.IndexOf(") ", StringComparison.Ordinal) + 2;
        var digits = start < 2 ? "" : string.Concat(text.Skip(start).TakeWhile(char.IsAsciiDigit));
        return int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var major) ? major : null;
    }
}
