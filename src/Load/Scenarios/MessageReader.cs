using Headroom.Model.Plans;

namespace Headroom.Load.Scenarios;

/// <summary>Reads the message of a gRPC call: fields by number.</summary>
internal static class MessageReader
{
    private const long HighestField = 536_870_911;

    /// <summary>The message as JSON, see <see cref="RequestTemplate.Body"/>; null when it is no mapping.</summary>
    /// <remarks><b>Source:</b> Protocol Buffers language guide, "Assigning Field Numbers": 1 to 536,870,911.</remarks>
    public static string? Read(YamlValue value, Names names)
    {
        if (!CheckFields(value))
        {
            return null;
        }

        var message = value.Json(names.NumberOf);
        names.Check(value, message);
        return message;
    }

    private static bool CheckFields(YamlValue value)
    {
        if (value.Map() is not { } map)
        {
            return false;
        }

        foreach (var (key, field) in map.Entries())
        {
            if (!long.TryParse(key, out var number) || number < 1 || number > HighestField)
            {
                field.Fail($"the field '{key}'; expected its number in the .proto file, from 1 to {HighestField}");
            }

            foreach (var nested in (field.IsList ? field.List()! : [field]).Where(static item => item.IsMap))
            {
                CheckFields(nested);
            }
        }

        return true;
    }
}
