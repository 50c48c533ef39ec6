namespace Headroom.Experiments.Clones;

/// <summary>An error that pg_dump or pg_restore printed.</summary>
/// <param name="Line">Its first line, without values.</param>
/// <param name="IsDispensable">Whether the copy can do without what failed.</param>
internal sealed record RestoreError(string Line, bool IsDispensable);

/// <summary>Reads the errors of pg_dump and pg_restore.</summary>
/// <remarks>
/// An error is told apart by the command that pg_restore prints below it, which is English whatever language the server speaks:
/// <code>
/// pg_restore: error: could not execute query: ERROR:  permission denied to create extension "postgis"
/// HINT:  Must be superuser to create this extension.
/// Command was: CREATE EXTENSION IF NOT EXISTS postgis WITH SCHEMA public;
/// </code>
/// </remarks>
internal static class RestoreErrors
{
    /// <summary>Errors of either kind that are kept, a count: more nobody reads.</summary>
    private const int Most = 50;

    private const string Command = "Command was: ";

    // Extensions and event triggers that the role may not create, and the comments on them; what depends on them fails as well and is seen.
    private static readonly string[] Dispensable =
        ["CREATE EXTENSION ", "COMMENT ON EXTENSION ", "CREATE EVENT TRIGGER ", "ALTER EVENT TRIGGER ", "COMMENT ON EVENT TRIGGER "];

    /// <summary>The errors among the lines of a program, those that matter first.</summary>
    public static async Task<IReadOnlyList<RestoreError>> ReadAsync(TextReader lines, CancellationToken cancellation)
    {
        List<RestoreError> grave = [], dispensable = [];
        string? open = null;
        while (await lines.ReadLineAsync(cancellation) is { } line)
        {
            if (line.StartsWith(Command, StringComparison.Ordinal))
            {
                Close(Array.Exists(Dispensable, what => line.AsSpan(Command.Length).StartsWith(what, StringComparison.Ordinal)));
            }
            else if (line.Contains("error:", StringComparison.Ordinal)) // lines of context and detail quote rows; these do not, COPY aside
            {
                Close(isDispensable: false);
                open = WithoutValues(line);
            }
        }

        Close(isDispensable: false);
        return [.. grave, .. dispensable];

        void Close(bool isDispensable)
        {
            var alike = isDispensable ? dispensable : grave;
            if (open is not null && alike.Count < Most)
            {
                alike.Add(new RestoreError(open, isDispensable));
            }

            open = null;
        }
    }

    /// <summary>What an error line may say: a COPY that fails quotes the row after its first "ERROR:".</summary>
    internal static string WithoutValues(string line) =>
        line.Contains("COPY failed", StringComparison.Ordinal) && line.IndexOf("ERROR:", StringComparison.Ordinal) is >= 0 and var cut
            ? line[..cut].TrimEnd(' ', ':')
            : line;
}
