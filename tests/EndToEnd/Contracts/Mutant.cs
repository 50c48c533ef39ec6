using System.Text.Json.Nodes;

namespace Headroom.Tests.EndToEnd.Contracts;

/// <summary>One way in which a faster service answers, or writes, something else.</summary>
/// <param name="Name">What it does.</param>
/// <param name="Request">The request of the load that it spoils, as YAML.</param>
/// <param name="Ask">Changes the request that reaches the service: path and body; null: unchanged.</param>
/// <param name="Answer">Changes the status and the body; null: unchanged.</param>
/// <param name="Repeats">Whether every request gets the first one's answer, and only the first one reaches the service.</param>
internal sealed record Mutant(
    string Name, string Request, Func<(string Path, string Body), (string Path, string Body)>? Ask = null, Func<(int Status, string Body), (int Status, string Body)>? Answer = null,
    bool Repeats = false)
{
    private const string Token = """headers: { Authorization: "Bearer seeded-${user}" }""";

    private static readonly (string Name, string Yaml)[] s_lists =
    [
        ("hot", $"get: /clips?sort=hot&limit=20\n    {Token}"),
        ("new", "get: /clips?sort=new&limit=20"),
        ("top", "get: /clips?sort=top&limit=20"),
        ("comments", "get: /clips/${clip}/comments?limit=20"),
        ("user's clips", "get: /users/${author}/clips?limit=20"),
        ("related", "get: /clips/${clip}/related?limit=10"),
        ("search", "get: /search?q=${word}&limit=20"),
    ];

    private static readonly (string Name, Action<JsonNode> Change)[] s_listChanges =
    [
        ("drops a field", static body => First(body).Remove(First(body).First(static field => field.Key != "id").Key)),
        ("empties the list", static body => List(body).Clear()),
        ("leaves the last one out", static body => List(body).RemoveAt(List(body).Count - 1)),
        ("has null for a text", static body => First(body)[Text(body)] = null),
        ("has a text for a number", static body => First(body)["id"] = "1"),
        ("has another value", static body => First(body)[Text(body)] = "something else"),
        ("turns the order", static body => Turn(List(body))),
    ];

    private const string Vote = $"post: /clips/${{clip}}/votes\n    {Token}\n    body: {{ value: 1 }}";
    private const string Comment = $"post: /clips/${{clip}}/comments\n    {Token}\n    body: {{ body: \"well said\" }}";
    private const string Favourite = $"post: /clips/${{clip}}/favourites\n    {Token}";
    private const string Detail = "get: /clips/${clip}";
    private const string Absent = "get: /clips/999999999";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Mutant> All { get; } =
    [
        .. from list in s_lists
           from change in s_listChanges
           select new Mutant($"{list.Name} {change.Name}", list.Yaml, Answer: answer => Changed(answer, change.Change)),
        new("a clip drops a field", Detail, Answer: static answer => Changed(answer, static body => body.AsObject().Remove("tags"))),
        new("a clip is always the first one", Detail, Repeats: true),
        new("the comments are always those of the first clip", "get: /clips/${clip}/comments?limit=20", Repeats: true),
        new("a clip that is not there is found, empty", Absent, Answer: static _ => (200, "{}")),
        new("a clip that is not there is found with its problem", Absent, Answer: static answer => (200, answer.Body)),
        new("an answer is cut off", Detail, Answer: static answer => (answer.Status, answer.Body[..(answer.Body.Length / 2)])),
        new("an answer is empty", Detail, Answer: static answer => (answer.Status, "")),
        new("votes are not written", Vote, Repeats: true),
        new("votes are written the other way round", Vote, Ask: static ask => (ask.Path, """{"value":-1}""")),
        new("votes are written to one clip", Vote, Ask: static ask => ("/clips/1/votes", ask.Body)),
        new("comments are not written", Comment, Repeats: true),
        new("comments lose their text", Comment, Ask: static ask => (ask.Path, """{"body":"well"}""")),
        new("favourites are not written", Favourite, Repeats: true),
        new("favourites are written to one clip", Favourite, Ask: static ask => ("/clips/2/favourites", ask.Body)),
    ];

    /// <summary>Whether it spoils what is written.</summary>
    public bool Writes => Request.StartsWith("post", StringComparison.Ordinal);

    /// <inheritdoc/>
    public override string ToString() => Name;

    private static (int Status, string Body) Changed((int Status, string Body) answer, Action<JsonNode> change)
    {
        if (answer.Status != 200 || JsonNode.Parse(answer.Body) is not { } body || (body is JsonObject o && o.ContainsKey("items") && List(body).Count == 0))
        {
            return answer;
        }

        change(body);
        return (answer.Status, body.ToJsonString());
    }

    private static JsonArray List(JsonNode body) => body["items"]!.AsArray();

    private static JsonObject First(JsonNode body) => List(body)[0]!.AsObject();

    private static string Text(JsonNode body) => First(body).First(static field => field.Value?.GetValueKind() == System.Text.Json.JsonValueKind.String).Key;

    private static void Turn(JsonArray list)
    {
        var turned = list.Select(static item => item!.DeepClone()).Reverse().ToList();
        list.Clear();
        turned.ForEach(list.Add);
    }
}
