using System.Text;
using Headroom.Statistics;

namespace Headroom.Tests.Unit.Load.Import.Runs;

/// <summary>Damages files, each time in another way; the same seed damages alike.</summary>
internal sealed class Mutations(ulong seed)
{
    private const int MostBytes = 100_000;
    private const int MostRepeats = 2_000;

    // What readers of JSON, CSV, XML and text stumble over.
    private static readonly byte[][] s_words =
    [
        .. ((string[])
        [
            "", "\"", "\n", "{", "}", "[", "]", ",", ":", "\t", "<", "</", ">", "&#0;", "-", "-1", "1e999", "1e-999", "NaN", "null", "true", "0", "99999999999999999999",
            "9223372036854775807", "\\ud800", "\\", "\u001B[", "█ ", "✗ ", "↳", "=...", "...: ", "%", "µs", "{\"ok\":1}", "0001-01-01T00:00:00+14:00",
            "9999-12-31T23:59:59-14:00", "\"p(95)<\"", "{\"\\ud800padding\":1}", "| - # ```", "\r", "\0",
        ]).Select(Encoding.UTF8.GetBytes),
        [0xFF, 0xFE],
        [0xEF, 0xBB, 0xBF],
    ];

    private readonly SeededRandom _chance = new(seed);

    /// <summary>The file with one to four faults.</summary>
    public byte[] Of(byte[] whole)
    {
        var bytes = whole;
        for (var faults = 1 + Below(4); faults > 0; faults--)
        {
            bytes = Damaged(bytes);
        }

        return bytes.Length <= MostBytes ? bytes : bytes[..MostBytes];
    }

    private byte[] Damaged(byte[] bytes)
    {
        var at = Below(bytes.Length + 1);
        var length = Math.Min(bytes.Length - at, Below(4) switch { 0 => 0, 1 => Below(4), 2 => Below(40), _ => Below(bytes.Length + 1) });
        byte[] piece = Below(5) switch
        {
            0 => [(byte)Below(256)],
            1 => bytes[at..(at + length)], // twice the same
            2 => Repeated(s_words[Below(s_words.Length)]),
            _ => s_words[Below(s_words.Length)],
        };
        return [.. bytes[..at], .. piece, .. bytes[(_chance.NextCoin() ? at : at + length)..]];
    }

    // Lists within lists, lines without end.
    private byte[] Repeated(byte[] word) => [.. Enumerable.Repeat(word, Below(MostRepeats)).SelectMany(static each => each)];

    private int Below(int bound) => (int)_chance.Next(bound);
}
