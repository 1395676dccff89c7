# Lan Tỏa in a container. The data lies in /data; the rest may be read-only:
#   docker build -t lantoa .
#   docker run --read-only --tmpfs /tmp -v lantoa:/data -p 8000:8000 lantoa
FROM python:3.11-slim

WORKDIR /srv/lantoa

COPY requirements.runtime.lock ./
RUN pip install --no-cache-dir --disable-pip-version-check --root-user-action=ignore \
        --require-hashes -r requirements.runtime.lock

COPY pyproject.toml ./
COPY alembic alembic
COPY app app
RUN python -m compileall -q app alembic \
    && python -c 'from app.web import pages; pages.compile_all()' \
    && printf '#!/bin/sh\nexec python -m app "$@"\n' > /usr/local/bin/lantoa \
    && chmod +x /usr/local/bin/lantoa \
    && useradd --uid 10001 --no-log-init --no-create-home --home-dir /data --shell /usr/sbin/nologin lantoa \
    && install -d -o lantoa -g lantoa -m 0750 /data

ENV PYTHONPATH=/srv/lantoa \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    LANTOA_DATA_DIR=/data

USER lantoa
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --retries=3 \
    CMD ["python", "-c", "import urllib.request as u; u.build_opener(u.ProxyHandler({})).open('http://127.0.0.1:8000/healthz', timeout=4)"]

ENTRYPOINT ["lantoa"]
CMD ["serve", "--host", "0.0.0.0", "--port", "8000"]
