using System.Text.RegularExpressions;

namespace Headroom.Cli.Databases;

/// <summary>The name of the database in a text that a service takes its connection from: an address, keywords, the name alone.</summary>
internal static partial class DatabaseName
{
    private const string InAddress = """[a-z][a-z0-9+.:-]*://[^/?#\s]*/(?<name>[^/?#\s]+).*""";
    private const string InKeywords = """(.*[;\s])?(database|dbname|db|initial catalog)\s*=\s*['"]?(?<name>[^;'"\s]+).*""";
    private const string Alone = "(?<name>[a-z0-9_-]+)";

    /// <summary>The name; null when the text names none.</summary>
    public static string? Of(string text) =>
        Place().Match(text.Trim()) is { Success: true } match ? Uri.UnescapeDataString(match.Groups["name"].Value) : null;

    /// <summary>The text with another name, all else as it was.</summary>
    /// <param name="text">The text.</param>
    /// <param name="name">The other name: letters, digits and underscores, which every form takes as they are.</param>
    /// <exception cref="ArgumentException">The text names no database.</exception>
    public static string Replace(string text, string name)
    {
        var trimmed = text.Trim();
        var place = Place().Match(trimmed).Groups["name"];
        return place.Success
            ? string.Concat(trimmed.AsSpan(0, place.Index), name, trimmed.AsSpan(place.Index + place.Length))
            : throw new ArgumentException("the text names no database", nameof(text));
    }

    /// <summary>In which form a text names its database, in words behind "it stands", without any value of it.</summary>
    /// <param name="text">The text.</param>
    public static string FormOf(string text) =>
        text.Contains("://", StringComparison.Ordinal) ? "as an address (scheme://...)"
        : text.Contains(';', StringComparison.Ordinal) ? "in keywords as Npgsql reads them (Host=...;Database=...)"
        : text.Contains('=', StringComparison.Ordinal) ? "in keywords as libpq reads them (host=... dbname=...)"
        : "as its name alone";

    [GeneratedRegex(
        $"^({InAddress}|{InKeywords}|{Alone})$",
        RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.NonBacktracking | RegexOptions.CultureInvariant
        | RegexOptions.Singleline)]
    private static partial Regex Place();
}
