using System.Text;
using Headroom.Load.Import.Runs;
using Headroom.Model.Results;

namespace Headroom.Load.Import.Claims;

/// <summary>Files in which somebody says what is wrong with a service: an assistant's analysis in JSON, a report in Markdown.</summary>
internal static class ClaimFile
{
    /// <summary>The most claims that are kept: nobody checks more.</summary>
    public const int Most = 200;

    private const int MostBytes = 4_000_000;

    private static readonly string[] s_telling = ["analysis", "audit", "finding", "report", "review"];

    /// <summary>Whether a file is one by its name alone.</summary>
    public static bool IsOne(string name) => name.ToLowerInvariant() is "ai-analysis.json" or "ai_analysis.json" or "report.md";

    /// <summary>Whether a file that is no run may be one.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="isNamed">Whether it was given by its name; else the name must tell.</param>
    public static bool MayBeOne(string name, bool isNamed) =>
        Path.GetExtension(name).ToLowerInvariant() is ".json" or ".md" or ".markdown"
        && (isNamed || s_telling.Any(word => name.Contains(word, StringComparison.OrdinalIgnoreCase)));

    /// <summary>The claims of a file, in its order, at most <see cref="Most"/>.</summary>
    /// <param name="source">How results name the file.</param>
    /// <param name="name">The file's name.</param>
    /// <param name="content">Its bytes.</param>
    /// <exception cref="RunFormException">It is too long.</exception>
    /// <exception cref="ImportException">It is no JSON though its name says so.</exception>
    public static IReadOnlyList<Claim> Read(string source, string name, Stream content)
    {
        var bytes = ReadAll(content);
        if (!name.EndsWith(".json", StringComparison.OrdinalIgnoreCase))
        {
            return [.. ClaimMarkdown.Of(source, Encoding.UTF8.GetString(bytes.Span).TrimStart('\uFEFF')).Take(Most)];
        }

        using var document = BoundedJson.Parse(bytes, "an analysis");
        return [.. ClaimJson.Of(source, document.RootElement).Take(Most)];
    }

    private static ReadOnlyMemory<byte> ReadAll(Stream content)
    {
        using var bytes = new MemoryStream();
        var buffer = new byte[64 * 1024];
        for (var read = content.Read(buffer); read > 0; read = content.Read(buffer))
        {
            bytes.Write(buffer, 0, read);
            if (bytes.Length > MostBytes)
            {
                throw new RunFormException(line: null, $"more than {MostBytes} bytes; expected an analysis that a person can read");
            }
        }

        return bytes.ToArray();
    }
}
