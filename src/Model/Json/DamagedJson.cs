using System.Text.Json;

namespace Headroom.Model.Json;

/// <summary>What is said of a document that cannot be read: where, and why, in words for people.</summary>
public static class DamagedJson
{
    /// <summary>
    /// Whether reading a document threw this for what the document holds: it is no JSON, of another shape, or has a quantity that cannot
    /// be.
    /// </summary>
    /// <param name="e">What was thrown.</param>
    public static bool IsCause(Exception e) => e is JsonException or NotSupportedException or ArgumentException or ArithmeticException
        or FormatException or InvalidOperationException;

    /// <summary>The file, line and column (both from 1) where they are known, and the reason: <c>plan.json:3:14: ...</c>.</summary>
    /// <param name="file">The file.</param>
    /// <param name="e">What was thrown.</param>
    public static string Told(string file, Exception e) => e is JsonException { LineNumber: { } line } json
        ? $"{file}:{line + 1}:{(json.BytePositionInLine ?? 0) + 1}: {Reason(json)}"
        : $"{file}: {Reason(e)}";

    /// <summary>The reader's own words, without its place and the names of our types; one line, without a full stop.</summary>
    /// <param name="e">What was thrown.</param>
    public static string Reason(Exception e)
    {
        var words = e.Message.Split('\n')[0].Split(" Path: ", 2)[0].Split(" LineNumber: ", 2)[0].Trim().TrimEnd('.');
        var missing = words.IndexOf("missing required properties", StringComparison.Ordinal);
        return missing >= 0 ? words[missing..]
            : words.Contains("nullability annotation", StringComparison.Ordinal) && e is JsonException empty
                ? $"{empty.Path} is null"
            : words.Contains("could not be converted", StringComparison.Ordinal) && e is JsonException json
                ? $"{json.Path} is of another kind"
            : words;
    }
}
