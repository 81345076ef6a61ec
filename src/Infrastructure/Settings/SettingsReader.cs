using Agora.Infrastructure.Database;
using Microsoft.Extensions.Configuration;

namespace Agora.Infrastructure.Settings;

public static class SettingsReader
{
    /// <summary>The settings of a section, with the defaults of the type where nothing is configured.</summary>
    /// <exception cref="InvalidConfigurationException">A value is not of its type, or out of its range.</exception>
    public static T Read<T>(this IConfiguration configuration, string section)
        where T : class, new()
    {
        foreach (var setting in SettingDescription.Of(section, typeof(T)))
        {
            if (configuration[setting.Path] is { } value)
            {
                setting.Check(value);
            }
        }

        return configuration.GetSection(section).Get<T>() ?? new T();
    }
}
