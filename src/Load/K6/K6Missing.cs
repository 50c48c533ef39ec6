namespace Headroom.Load.K6;

/// <summary>Finds k6 and says what to do where it is not.</summary>
public static class K6Missing
{
    /// <summary>The page that says how to install k6.</summary>
    public const string InstallPage = "https://grafana.com/docs/k6/latest/set-up/install-k6/";

    /// <summary>The file of k6, or null when no folder of the search path has it.</summary>
    /// <param name="searchPath">The value of PATH.</param>
    public static string? Find(string? searchPath) => (searchPath ?? "")
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        .Select(static folder => Path.Combine(folder, OperatingSystem.IsWindows() ? "k6.exe" : "k6"))
        .FirstOrDefault(IsProgram);

    /// <summary>What is missing and how to get it.</summary>
    /// <param name="script">The script that was to run.</param>
    public static string Message(string script) =>
        $"""
        '{script}' is a k6 script, and only k6 can run it; no program named k6 is in a folder of PATH. Nothing was sent.
        To get it: {InstallPage}
          Debian, Ubuntu   apt-get install k6, after adding the package source that the page names
          Fedora           dnf install https://dl.k6.io/rpm/repo.rpm, then dnf install k6
          macOS            brew install k6
          anywhere         the file k6 of https://github.com/grafana/k6/releases in a folder of PATH
        Or describe the load in YAML: then Headroom sends it itself, without k6.
        """;

    private static bool IsProgram(string file) =>
        File.Exists(file)
        && (OperatingSystem.IsWindows()
            || (File.GetUnixFileMode(file)
                & (UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute)) != UnixFileMode.None);
}
