using System.Text;
using System.Text.Json;
using Headroom.Model.Text;

namespace Headroom.Load.K6;

/// <summary>The values of tags: the same string for the same bytes, so that a sample with known tags allocates nothing.</summary>
internal sealed class K6Words
{
    // Addresses with an id in them are all different: beyond these bounds a value is a string of its own, which nobody keeps.
    private const int MostWords = 4096;
    private const int LongestWord = 512;

    // What comes behind so many characters tells no endpoint, check or tag from another: those that are kept cost no more than this.
    private const int LongestText = 4096;

    private readonly Dictionary<byte[], string>.AlternateLookup<ReadOnlySpan<byte>> _texts =
        new Dictionary<byte[], string>(ByteKeys.Comparer).GetAlternateLookup<ReadOnlySpan<byte>>();

    /// <summary>The text of the JSON string that the reader stands on.</summary>
    /// <exception cref="InvalidOperationException">Its bytes are no text.</exception>
    public string Of(ref Utf8JsonReader reader)
    {
        var raw = reader.ValueSpan;
        return _texts.TryGetValue(raw, out var text) ? text : Keep(raw, Shortened.Start(reader.GetString()!, LongestText));
    }

    /// <summary>The text of a field of CSV.</summary>
    /// <param name="raw">What stands between its quotes, or the field without any.</param>
    /// <param name="isDoubled">Whether quotes in it are doubled.</param>
    public string Of(ReadOnlySpan<byte> raw, bool isDoubled)
    {
        if (_texts.TryGetValue(raw, out var known))
        {
            return known;
        }

        var text = Encoding.UTF8.GetString(raw);
        return Keep(raw, Shortened.Start(isDoubled ? text.Replace("\"\"", "\"", StringComparison.Ordinal) : text, LongestText));
    }

    private string Keep(ReadOnlySpan<byte> raw, string text)
    {
        if (_texts.Dictionary.Count < MostWords && raw.Length <= LongestWord)
        {
            _texts[raw] = text;
        }

        return text;
    }
}
