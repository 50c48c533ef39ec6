namespace Headroom.Cli.Output;

/// <summary>Where a load run's output goes: the result to stdout, all that is told meanwhile to stderr.</summary>
internal static class LoadTerminal
{
    private const string Red = "\u001b[31m";
    private const string Green = "\u001b[32m";
    private const string Plain = "\u001b[0m";

    /// <summary>A view that draws when stderr is a terminal that can.</summary>
    public static LoadView View() => new(Console.Error, SizeOf(Console.IsErrorRedirected));

    /// <summary>What tells a terminal's columns and rows; null where nothing can be drawn.</summary>
    /// <param name="isRedirected">Whether the output goes elsewhere than to the terminal.</param>
    public static Func<(int Width, int Height)>? SizeOf(bool isRedirected) => isRedirected || IsDumb() ? null : Size;

    /// <summary>A summary with its ticks and its first line in colour, when stdout is a terminal and NO_COLOR does not forbid it.</summary>
    public static string Painted(string summary) =>
        Console.IsOutputRedirected || IsDumb() || !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"))
            ? summary
            : Coloured(summary);

    /// <summary>The summary with colours.</summary>
    internal static string Coloured(string summary) => string.Join('\n', summary.Split('\n').Select(static line =>
        line.StartsWith("trusted", StringComparison.Ordinal) || line.StartsWith("  ✓", StringComparison.Ordinal) ? Green + line + Plain
        : line.StartsWith("NOT TRUSTED", StringComparison.Ordinal) || line.StartsWith("  ✗", StringComparison.Ordinal)
            ? Red + line + Plain
        : line));

    private static bool IsDumb() => Environment.GetEnvironmentVariable("TERM") is null or "" or "dumb";

    private static (int Width, int Height) Size()
    {
        try
        {
            return (Console.WindowWidth > 0 ? Console.WindowWidth : 80, Console.WindowHeight > 0 ? Console.WindowHeight : 24);
        }
        catch (IOException)
        {
            return (80, 24);
        }
    }
}
