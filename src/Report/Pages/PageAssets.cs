using System.Security.Cryptography;
using System.Text;

namespace Headroom.Report.Pages;

/// <summary>
/// What makes the page alive: what <c>web/</c> is built into. Both stand within the page, which allows them by their hashes and nothing
/// else.
/// </summary>
/// <param name="Script">The script; it reads the page and asks nobody for anything.</param>
/// <param name="Style">The style of what the script adds.</param>
internal sealed record PageAssets(string Script, string Style)
{
    /// <summary>Those that the build embedded.</summary>
    public static PageAssets Embedded { get; } = new(Read("report.js"), Read("report.css"));

    /// <summary>A text of the page as its policy names it: <c>'sha256-...'</c>.</summary>
    public static string HashOf(string text) => $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}'";

    private static string Read(string name)
    {
        using var stream = typeof(PageAssets).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"the build embedded no {name}: eng/Web.targets does");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd().ReplaceLineEndings("\n"); // a browser hashes what it read, and it reads one kind of line ending
    }
}
