using Agora.Application.Media;
using Agora.Infrastructure.Database;
using Agora.Infrastructure.Settings;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Agora.Infrastructure.Media;

internal static class MediaRegistration
{
    /// <param name="defaultFolder">Where files are kept when nothing is configured; null to keep none.</param>
    /// <exception cref="InvalidConfigurationException">A setting is outside of its range.</exception>
    public static IServiceCollection AddMedia(this IServiceCollection services, IConfiguration configuration, string? defaultFolder)
    {
        var settings = configuration.Read<MediaSettings>(MediaSettings.Section);
        Check(settings);
        services.AddSingleton(settings);
        services.AddScoped<IMediaRepository, MediaRepository>();
        services.AddScoped<IPostMediaRepository, PostMediaRepository>();

        if (!string.IsNullOrEmpty(settings.S3.Bucket))
        {
            var received = string.IsNullOrEmpty(settings.ReceiveFolder)
                ? Path.Combine(Path.GetTempPath(), "agora-uploads")
                : Path.GetFullPath(settings.ReceiveFolder);
            services.AddSingleton<IMediaIntake>(new MediaIntake(received, settings));
            services.AddSingleton(new MediaVolume(received));
            services.AddSingleton<IMediaStore, S3MediaStore>();
            services.AddHostedService<MediaSweep>();
            return services;
        }

        var folder = string.IsNullOrEmpty(settings.Folder) ? defaultFolder : Path.GetFullPath(settings.Folder);
        if (folder is null)
        {
            services.AddSingleton(new MediaVolume(Folder: null));
            services.AddSingleton<NoMediaStore>();
            services.AddSingleton<IMediaStore>(provider => provider.GetRequiredService<NoMediaStore>());
            services.AddSingleton<IMediaIntake>(provider => provider.GetRequiredService<NoMediaStore>());
            return services;
        }

        services.AddSingleton<IMediaStore>(new FolderMediaStore(folder));
        services.AddSingleton<IMediaIntake>(new MediaIntake(FolderMediaStore.Incoming(folder), settings));
        services.AddSingleton(new MediaVolume(folder));
        services.AddHostedService<MediaSweep>();
        return services;
    }

    private static void Check(MediaSettings settings)
    {
        Require(settings.MaxAnimationPixels >= settings.MaxPixels, nameof(settings.MaxAnimationPixels), "Media:MaxPixels or more");
        var s3 = settings.S3;
        Require(
            string.IsNullOrEmpty(s3.Bucket) || string.IsNullOrEmpty(settings.Folder),
            nameof(settings.Folder),
            "empty when Media:S3:Bucket is set: one store keeps the files");
        Require(
            string.IsNullOrEmpty(s3.Bucket) || s3 is { AccessKey.Length: > 0, SecretKey.Length: > 0 },
            "S3:AccessKey",
            "set, and S3:SecretKey with it, when Media:S3:Bucket is");
        Require(
            !string.IsNullOrEmpty(s3.Bucket) || s3 is { Endpoint: null or "", AccessKey: null or "", SecretKey: null or "" },
            "S3:Bucket",
            "set when anything else of Media:S3 is");
        Require(
            string.IsNullOrEmpty(s3.Endpoint) || IsWebAddress(s3.Endpoint), "S3:Endpoint", "a web address such as https://s3.example.org");
        Require(s3.Region.Length > 0, "S3:Region", "a region such as eu-central-1");
        Require(!File.Exists(settings.Folder), nameof(settings.Folder), "a folder, and a file of that name is there");
    }

    private static bool IsWebAddress(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttps || uri.Scheme == Uri.UriSchemeHttp);

    private static void Require(bool holds, string name, string wanted)
    {
        if (!holds)
        {
            throw new InvalidConfigurationException($"The setting {MediaSettings.Section}:{name} must be {wanted}.");
        }
    }
}
