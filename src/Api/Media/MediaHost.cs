using Agora.Api.Configuration;
using Agora.Infrastructure.Media;

namespace Agora.Api.Media;

internal static class MediaHost
{
    /// <summary>Files with their settings; without any, beside the data of the embedded database.</summary>
    public static void AddMedia(this WebApplicationBuilder builder) =>
        builder.Services.AddMedia(builder.Configuration, AgoraHome.Folder is { } home ? Path.Combine(home, "media") : null);
}
