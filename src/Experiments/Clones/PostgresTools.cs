using System.Globalization;
using Headroom.Experiments.Clusters;
using Headroom.Experiments.Processes;

namespace Headroom.Experiments.Clones;

/// <summary>pg_dump and pg_restore of one installation.</summary>
internal sealed record PostgresTools(string Dump, string Restore, int Major)
{
    private static readonly TimeSpan VersionLimit = TimeSpan.FromSeconds(10);

    /// <summary>
    /// The oldest installation that is not older than the server, or null: pg_dump refuses newer servers, and what a newer one writes may
    /// not be understood by an older server. It is looked for where the server's programs are: <see cref="PostgresBinaries"/>.
    /// </summary>
    public static async Task<PostgresTools?> FindAsync(int serverMajor, TimeProvider time, CancellationToken cancellation)
    {
        List<PostgresTools> found = [];
        foreach (var folder in PostgresBinaries.CandidatesWith("pg_dump", "pg_restore"))
        {
            var (dump, restore) = (Path.Combine(folder, "pg_dump"), Path.Combine(folder, "pg_restore"));
            if (IsItself(dump) && IsItself(restore) && await MajorOfAsync(dump, time, cancellation) is { } major && major >= serverMajor)
            {
                found.Add(new PostgresTools(dump, restore, major));
            }
        }

        return found.MinBy(tools => tools.Major);
    }

    // Debian's wrapper on PATH, a link to a program of another name, chooses a version by itself.
    private static bool IsItself(string program) =>
        File.Exists(program)
        && (File.ResolveLinkTarget(program, returnFinalTarget: true) is not { } target || target.Name == Path.GetFileName(program));

    private static async Task<int?> MajorOfAsync(string path, TimeProvider time, CancellationToken cancellation)
    {
        var (code, output) = await ShortCommand.RunAsync(new ChildStart(path, ["--version"]), VersionLimit, time, cancellation);
        return code == 0 ? VersionIn(output) : null;
    }

    /// <summary>15 of "pg_dump (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)", or null.</summary>
    internal static int? VersionIn(string text)
    {
        var start = text.IndexOf(") ", StringComparison.Ordinal) + 2;
        var digits = start < 2 ? "" : string.Concat(text.Skip(start).TakeWhile(char.IsAsciiDigit));
        return int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var major) ? major : null;
    }
}
