using System.Text.Json;
using Headroom.Load.Scenarios;
using Headroom.Model.Plans;
using Headroom.Model.Text;
using Headroom.Model.Units;

namespace Headroom.Load.Import.OpenApi;

/// <summary>Makes requests of operations.</summary>
internal sealed class OperationBuilder(JsonElement root, References references, string prefix, bool bearer)
{
    private const int MaxBody = 200_000;

    private readonly ParameterFeeds _parameters = new(references);
    private readonly SchemaSample _sample = new(references);
    private readonly List<Flow> _flows = [];
    private readonly List<Flow> _comments = [];
    private readonly SortedDictionary<string, IReadOnlyList<string>> _notes = new(StringComparer.Ordinal);
    private int _needAuth;

    /// <summary>How many operations there are.</summary>
    public int Count => _flows.Count + _comments.Count;

    /// <summary>Adds an operation.</summary>
    /// <param name="method">Its method, upper case.</param>
    /// <param name="template">Its path, with <c>{name}</c> for parameters.</param>
    /// <param name="item">All of the path.</param>
    /// <param name="operation">The operation.</param>
    /// <param name="isSent">Whether it is sent, or stands in the plan as a comment.</param>
    public void Add(string method, string template, JsonElement item, JsonElement operation, bool isSent)
    {
        var endpoint = $"{method} {prefix}{template}";
        var notes = new List<string>();
        var headers = new SortedDictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        var path = Origins.Literal(prefix + template);
        var query = new List<string>();
        foreach (var parameter in Parameters(item, operation))
        {
            AddParameter(parameter, template, ref path, query, headers, notes);
        }

        Authorize(operation, headers, notes);
        var body = Body(operation, headers, notes);
        if (operation.Get("deprecated")?.ValueKind == JsonValueKind.True)
        {
            notes.Add("deprecated");
        }

        var request = new RequestTemplate
        {
            Method = method,
            Path = query.Count > 0 ? $"{path}?{string.Join('&', query)}" : path,
            Endpoint = endpoint,
            Headers = headers,
            Body = body,
            Checks = Expected(operation) is { Length: > 0 } statuses ? [new Check.StatusIs(statuses)] : [],
        };
        (isSent ? _flows : _comments).Add(new Flow { Name = endpoint, Requests = [request] });
        if (notes.Count > 0)
        {
            _notes[endpoint] = notes;
        }
    }

    /// <summary>The plan of all operations.</summary>
    public ImportedPlan Plan(Uri? origin, bool writes, List<string> left, string? title)
    {
        if (_flows.Count == 0)
        {
            throw new ImportException(writes
                ? "paths: no operation that can be sent; expected at least one"
                : "paths: no operation that reads; expected at least one, or --writes for the others");
        }

        if (references.Lost.Count > 0)
        {
            left.Add($"references that lead nowhere in the document: {string.Join(", ", references.Lost.Take(5))}");
        }

        if (_parameters.MadeUp.Count > 0)
        {
            var names = string.Join(", ", _parameters.MadeUp);
            left.Add($"real values of parameters without an example: {names} (made up; see the plan's feeds)");
        }

        var executor = new Executor.ConstantArrivalRate(new PerSecond(10), TimeSpan.FromSeconds(30), 100);
        return new ImportedPlan
        {
            Plan = new LoadPlan
            {
                Name = "api",
                Scenarios = [new Scenario { Name = "api", Executor = executor, Flows = _flows }],
                Feeds = _parameters.Feeds,
                Variables = bearer && _needAuth > 0
                    ? new SortedDictionary<string, string>(StringComparer.Ordinal) { ["token"] = SecretFields.FillIn }
                    : new SortedDictionary<string, string>(StringComparer.Ordinal),
            },
            Notes = new LoadPlanNotes
            {
                Url = origin,
                Head = Head(title),
                Flows = _notes,
                Feeds = _parameters.Notes,
                Commented = _comments,
            },
            Origin = origin,
            Used = [$"{_flows.Count} of {Counted.Of(Count, "operation")}"],
            LeftOut = left,
        };
    }

    private List<string> Head(string? title)
    {
        List<string> head =
        [
            $"Made by headroom init from a description in OpenAPI{(title is null ? "" : $": {title}")}.",
            "Every operation is as frequent as the others: give them weights, and feeds real values.",
        ];
        if (_needAuth > 0)
        {
            var needy = $"{Counted.Of(_needAuth, "operation needs", "operations need")} authorization";
            head.Add(bearer
                ? $"{needy}: fill in the variable token (or token: ${{env:TOKEN}})."
                : $"{needy}, see below: add a header, or let headroom init --bearer do it.");
        }

        return head;
    }

    private IEnumerable<JsonElement> Parameters(JsonElement item, JsonElement operation) =>
        item.Items("parameters").Concat(operation.Items("parameters")).Select(parameter => references.Resolve(parameter))
            .OfType<JsonElement>()
            .Where(static parameter => parameter.Text("name") is not null)
            .GroupBy(static parameter => (parameter.Text("in"), parameter.Text("name")))
            .Select(static same => same.Last());

    private void AddParameter(JsonElement parameter, string template, ref string path, List<string> query, SortedDictionary<string,
        string> headers, List<string> notes)
    {
        var name = parameter.Text("name")!;
        var isRequired = parameter.Get("required")?.ValueKind == JsonValueKind.True;
        var hasExample = parameter.Get("example") is not null || parameter.Get("examples") is not null;
        switch (parameter.Text("in"))
        {
            case "path":
                path = path.Replace($"{{{name}}}", _parameters.ValueOf(parameter, template), StringComparison.Ordinal);
                break;
            case "query" when SecretNames.Holds(name):
                notes.Add($"the parameter {name} is left out: it is named like a secret");
                break;
            case "query" when isRequired || hasExample:
                query.Add($"{Origins.Literal(Uri.EscapeDataString(name))}={_parameters.ValueOf(parameter, template)}");
                break;
            case "header" when isRequired && HeaderReader.IsName(name) && !SecretNames.Holds(name)
                && !name.Equals("Accept", StringComparison.OrdinalIgnoreCase)
                && !name.Equals("Content-Type", StringComparison.OrdinalIgnoreCase):
                headers[name] = _parameters.ValueOf(parameter, template);
                break;
            case "header" or "cookie" when isRequired:
                notes.Add($"needs the {parameter.Text("in")} {name}");
                break;
        }
    }

    private void Authorize(JsonElement operation, SortedDictionary<string, string> headers, List<string> notes)
    {
        var schemes = (operation.Get("security") is { } own ? own : root.Get("security")) is { ValueKind: JsonValueKind.Array } list
            ? list.EnumerateArray().Where(static option => option.ValueKind == JsonValueKind.Object).ToArray()
            : [];
        if (schemes.Length == 0 || schemes.Any(static option => !option.EnumerateObject().Any()))
        {
            return;
        }

        _needAuth++;
        var names = schemes.Select(static option => string.Join(" and ", option.EnumerateObject().Select(static scheme => scheme.Name)));
        notes.Add($"needs auth: {string.Join(" or ", names)}");
        if (bearer)
        {
            headers["Authorization"] = "Bearer ${token}";
        }
    }

    private string? Body(JsonElement operation, SortedDictionary<string, string> headers, List<string> notes)
    {
        if (references.Get(operation, "requestBody")?.Get("content") is not { ValueKind: JsonValueKind.Object } content)
        {
            return null;
        }

        var types = content.EnumerateObject().ToArray();
        var json = types.FirstOrDefault(static type => type.Name.Contains("json", StringComparison.OrdinalIgnoreCase));
        if (json.Value.ValueKind != JsonValueKind.Object)
        {
            notes.Add($"the body is left out: {string.Join(", ", types.Select(static type => type.Name))}; only JSON is made");
            return null;
        }

        var examples = json.Value.Get("examples") is { ValueKind: JsonValueKind.Object } named
            ? named.EnumerateObject().Select(example => references.Resolve(example.Value)?.Get("value")).FirstOrDefault()
            : null;
        var given = json.Value.Get("example") ?? examples;
        var text = given?.GetRawText() ?? (json.Value.Get("schema") is { } schema ? _sample.Make(schema)?.ToJsonString() : null);
        if (text is null or { Length: > MaxBody } || text.Contains("${", StringComparison.Ordinal))
        {
            notes.Add(text is { Length: > MaxBody }
                ? $"the body is left out: its example has more than {MaxBody} characters"
                : "the body is left out: there is no example and no schema to make one of");
            return null;
        }

        var found = new SortedSet<string>(StringComparer.Ordinal);
        text = SecretFields.OfJson(text, found) ?? text;
        headers["Content-Type"] = json.Name is "*/*" ? "application/json" : json.Name;
        notes.Add(given is null ? "the body is made up from the schema" : "the body is the example");
        if (found.Count > 0)
        {
            notes.Add($"fill in {string.Join(", ", found)}");
        }

        return text;
    }

    private static int[] Expected(JsonElement operation) =>
        operation.Get("responses") is { ValueKind: JsonValueKind.Object } responses
            ? [.. responses.EnumerateObject()
                .Select(static response => int.TryParse(response.Name, out var status) && status is >= 200 and <= 299 ? status : 0)
                .Where(static status => status > 0).Distinct().Order()]
            : [];
}
