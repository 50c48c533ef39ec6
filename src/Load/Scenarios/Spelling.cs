namespace Headroom.Load.Scenarios;

/// <summary>Guesses what a misspelt word was meant to be.</summary>
public static class Spelling
{
    /// <summary>
    /// The nearest known word, when it is near: at most a third of the letters differ, or all the parts of a hyphenated word stand in it
    /// (<c>constant-rate</c> in <c>constant-arrival-rate</c>); else null.
    /// </summary>
    public static string? Nearest(string word, IEnumerable<string> known) => known
        .Select(candidate => (candidate, distance: Between(Plain(word), Plain(candidate))))
        .Where(guess => guess.distance <= Near(word) && guess.distance < word.Length)
        .OrderBy(static guess => guess.distance)
        .Select(static guess => guess.candidate)
        .FirstOrDefault();

    /// <summary>Fewest insertions, deletions, replacements and swaps of neighbours between two words.</summary>
    /// <remarks><b>Source:</b> Damerau, "A technique for computer detection and correction of spelling errors" (1964).</remarks>
    public static int Distance(string a, string b)
    {
        int[] before = [], last = [.. Enumerable.Range(0, b.Length + 1)];
        for (var i = 1; i <= a.Length; i++)
        {
            var row = new int[b.Length + 1];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var replaced = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                row[j] = Math.Min(replaced, Math.Min(last[j], row[j - 1]) + 1);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    row[j] = Math.Min(row[j], before[j - 2] + 1);
                }
            }

            (before, last) = (last, row);
        }

        return last[b.Length];
    }

    private static int Between(string word, string candidate)
    {
        var whole = Distance(word, candidate);
        string[] parts = word.Split('_'), others = candidate.Split('_');
        if (parts.Length < 2 || parts.Length >= others.Length)
        {
            return whole;
        }

        // A part that was left out counts as one letter.
        var nearest = parts.Select(part => others.Min(other => Distance(part, other))).ToArray();
        return nearest.Zip(parts, static (distance, part) => distance <= Near(part)).All(static near => near)
            ? Math.Min(whole, nearest.Sum() + others.Length - parts.Length)
            : whole;
    }

    private static int Near(string word) => Math.Max(1, word.Length / 3);

    private static string Plain(string word) => word.Length > 64 ? word[..64] : word.ToLowerInvariant().Replace('-', '_');
}
