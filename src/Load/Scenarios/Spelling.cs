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

    /// <summary>Fewest insertions, deletions and replacements between two words.</summary>
    /// <remarks><b>Source:</b> Wagner and Fischer, "The string-to-string correction problem" (1974).</remarks>
    public static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var replace = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replace, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[b.Length];
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
