using System.Collections;
using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using Agora.Infrastructure.Database;

namespace Agora.Infrastructure.Settings;

/// <summary>One setting: a property of an options type, with its default and the range of its <see cref="RangeAttribute"/>.</summary>
/// <param name="Path">Such as <c>Server:Port</c>. A list takes <c>:0</c>, <c>:1</c>, ... behind it.</param>
public sealed record SettingDescription(string Path, PropertyInfo Property, object? Default)
{
    /// <summary>The path as an environment variable.</summary>
    public string Variable => Path.Replace(":", "__", StringComparison.Ordinal);

    public bool IsList => Property.PropertyType != typeof(string) && Property.PropertyType.IsAssignableTo(typeof(IEnumerable));

    /// <summary>What a value must be, in words.</summary>
    public string Wanted => Property.GetCustomAttribute<RangeAttribute>() is { } range
        ? IsOpen(range) ? $"{Text(range.Minimum)} or more" : $"{Text(range.Minimum)} to {Text(range.Maximum)}"
        : Property.GetCustomAttribute<AllowedValuesAttribute>() is { } allowed
            ? OneOf(allowed)
            : ValueType switch
            {
                var type when type == typeof(bool) => "true or false",
                var type when type == typeof(string) => "text",
                { IsEnum: true } type => string.Join(" or ", Enum.GetNames(type)),
                _ => "a number",
            };

    private Type ValueType => Nullable.GetUnderlyingType(Property.PropertyType) ?? Property.PropertyType;

    /// <summary>Every setting of an options type; nested types become deeper paths.</summary>
    public static IEnumerable<SettingDescription> Of(string section, Type type) => Of(section, Activator.CreateInstance(type)!);

    /// <exception cref="InvalidConfigurationException">The value is not of the type of the setting, or out of its range.</exception>
    public void Check(string value)
    {
        object? converted;
        try
        {
            converted = IsList ? null : TypeDescriptor.GetConverter(ValueType).ConvertFromInvariantString(value);
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException or NotSupportedException)
        {
            throw Refused();
        }

        if (Property.GetCustomAttributes<ValidationAttribute>().Any(rule => !rule.IsValid(converted)))
        {
            throw Refused();
        }
    }

    /// <summary>The value as it is written in a settings file.</summary>
    public static string Text(object? value) => value switch
    {
        null => "",
        bool flag => flag ? "true" : "false",
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    private static IEnumerable<SettingDescription> Of(string section, object defaults)
    {
        foreach (var property in defaults.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.CanWrite))
        {
            var path = $"{section}:{property.Name}";
            var value = property.GetValue(defaults);
            if (IsLeaf(property.PropertyType))
            {
                yield return new SettingDescription(path, property, value);
                continue;
            }

            foreach (var nested in Of(path, value ?? Activator.CreateInstance(property.PropertyType)!))
            {
                yield return nested;
            }
        }
    }

    private static bool IsLeaf(Type type) =>
        type.IsValueType || type == typeof(string) || type.IsAssignableTo(typeof(IEnumerable));

    private static bool IsOpen(RangeAttribute range) => range.Maximum is int.MaxValue or >= (double)long.MaxValue;

    private static string OneOf(AllowedValuesAttribute allowed)
    {
        var values = allowed.Values.Select(Text).ToArray();
        return $"{string.Join(", ", values[..^1])} or {values[^1]}";
    }

    private InvalidConfigurationException Refused() => new($"The setting {Path} must be {Wanted}.");
}
