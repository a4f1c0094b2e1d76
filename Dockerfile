# Two stages: the first installs and collects, the second runs, without a compiler and not as root.
FROM python:3.13-slim-bookworm AS build
ENV PYTHONDONTWRITEBYTECODE=1 PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /app
RUN python -m venv /venv
ENV PATH=/venv/bin:$PATH
COPY requirements.txt .
RUN pip install --require-hashes -r requirements.txt
COPY manage.py ./
COPY clinic clinic
COPY clients clients
COPY assessments assessments
COPY interventions interventions
# The values serve this one command; none of them stays in the image.
RUN MODE=production SECRET_KEY="$(python -c 'import secrets; print(secrets.token_urlsafe(60))')" ALLOWED_HOSTS=build \
    SITE_URL=https://build MAIL_FROM=build@build EMAIL_URL=smtp://build BROKER_URL=redis://build DATABASE_URL=postgres://build/build \
    python manage.py collectstatic --noinput

FROM python:3.13-slim-bookworm
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 MODE=production DATABASE_POOL=1
# Names of clients are printed in every script; without these fonts they would stand in Latin letters beside a box.
RUN apt-get update && apt-get install -y --no-install-recommends fonts-noto-core fonts-noto-cjk fonts-noto-color-emoji \
    && rm -rf /var/lib/apt/lists/*
RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin clinic
WORKDIR /app
COPY --from=build /venv /venv
COPY --from=build /app /app
COPY docker/healthy.sh /app/docker/healthy.sh
RUN install -d -o clinic /beat
USER clinic
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=20s \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz/ready', timeout=4)"]
CMD ["gunicorn", "-c", "python:clinic.config.gunicorn", "clinic.config.wsgi"]
