using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Headroom.Model.Evidence;
using Headroom.Model.Plans;

namespace Headroom.Report.Load;

/// <summary>The tree of groups and checks in the shape of k6: the checks of an endpoint stand in its group, or at the root.</summary>
internal static class K6Groups
{
    private const string Separator = "::";

    /// <summary>Writes <c>root_group</c>.</summary>
    public static void Write(Utf8JsonWriter json, RunMetrics run, LoadPlan plan)
    {
        var groupOf = plan.Requests()
            .GroupBy(static request => request.Endpoint, static request => request.Group, StringComparer.Ordinal)
            .ToDictionary(
                static endpoint => endpoint.Key, static endpoint => endpoint.Distinct().Count() == 1 ? endpoint.First() : null,
                StringComparer.Ordinal);
        var checks = run.Endpoints.ToLookup(
            endpoint => groupOf.GetValueOrDefault(endpoint.Endpoint) ?? "", static endpoint => endpoint.Checks, StringComparer.Ordinal);
        json.WriteStartObject("root_group");
        Head(json, "", "");
        json.WriteStartArray("groups");
        foreach (var group in checks.Select(static group => group.Key).Concat(run.Groups.Select(static group => group.Name))
            .Where(static name => name.Length > 0).Distinct())
        {
            json.WriteStartObject();
            Head(json, group, Separator + group);
            json.WriteStartArray("groups");
            json.WriteEndArray();
            Checks(json, Separator + group, checks[group].SelectMany(static all => all));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        Checks(json, "", checks[""].SelectMany(static all => all));
        json.WriteEndObject();
    }

    private static void Checks(Utf8JsonWriter json, string path, IEnumerable<CheckMetrics> checks)
    {
        json.WriteStartArray("checks");
        foreach (var check in checks.GroupBy(static check => check.Name, StringComparer.Ordinal))
        {
            json.WriteStartObject();
            Head(json, check.Key, path + Separator + check.Key);
            json.WriteNumber("passes", check.Sum(static part => part.Passes));
            json.WriteNumber("fails", check.Sum(static part => part.Fails));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Head(Utf8JsonWriter json, string name, string path)
    {
        json.WriteString("name", name);
        json.WriteString("path", path);
        json.WriteString("id", Id(path));
    }

    [SuppressMessage(
        "Security", "CA5351:Do not use broken cryptographic algorithms",
        Justification = "k6 names groups and checks by the MD5 of their path")]
    private static string Id(string path) => Convert.ToHexStringLower(MD5.HashData(Encoding.UTF8.GetBytes(path)));
}
