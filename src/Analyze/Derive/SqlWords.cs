using Headroom.Model.Evidence;

namespace Headroom.Analyze.Derive;

/// <summary>One statement, or a part of one, as its words.</summary>
internal sealed class SqlWords(IReadOnlyList<SqlToken> tokens)
{
    /// <summary>The tokens.</summary>
    public IReadOnlyList<SqlToken> Tokens => tokens;

    /// <summary>The first word.</summary>
    public string First => tokens[0].Folded;

    /// <summary>Whether it begins with these words.</summary>
    public bool StartsWith(params string[] words) => IsAt(0, words);

    /// <summary>Whether its last token is this, as it is written.</summary>
    public bool EndsWith(string word) => tokens[^1].Folded == word;

    /// <summary>Whether these words stand somewhere, one after the other; names in quotation marks are no words.</summary>
    public bool Has(params string[] words) => Place(words) >= 0;

    /// <summary>Where these words stand first, or -1.</summary>
    public int Place(params string[] words)
    {
        for (var at = 0; at + words.Length <= tokens.Count; at++)
        {
            if (IsAt(at, words))
            {
                return at;
            }
        }

        return -1;
    }

    /// <summary>The part from a place on.</summary>
    public SqlWords From(int place) => new([.. tokens.Skip(place)]);

    /// <summary>The parts between commas outside brackets.</summary>
    public IEnumerable<SqlWords> Parts()
    {
        var depth = 0;
        var part = new List<SqlToken>();
        foreach (var token in tokens)
        {
            depth += token.Is("(") || token.Is("[") ? 1 : token.Is(")") || token.Is("]") ? -1 : 0;
            if (depth > 0 || !token.Is(","))
            {
                part.Add(token);
                continue;
            }

            yield return new SqlWords([.. part]);
            part.Clear();
        }

        yield return new SqlWords([.. part]);
    }

    private bool IsAt(int place, string[] words)
    {
        for (var i = 0; i < words.Length; i++)
        {
            var isThere = place + i < tokens.Count
                && (tokens[place + i].Is(words[i])
                    || (tokens[place + i].Kind == SqlTokenKind.Literal && tokens[place + i].Text == words[i]));
            if (!isThere)
            {
                return false;
            }
        }

        return words.Length > 0;
    }
}
